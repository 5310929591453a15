using JpegReducer.Grains.Jobs;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Jobs;

public sealed class FailedAttemptTableTests
{
    private readonly FailedAttemptTable _table = new();

    [Fact]
    public void Each_attempt_that_is_handed_out_after_a_failure_counts_one_more()
    {
        WorkItem item = new(7, "a.jpg", new ItemSource.Remote("https://example.org/a.jpg"));
        List<int> counts = [];
        for (int i = 0; i < 3; i++)
        {
            counts.Add(_table.Count(Failure(7, item.FailedAttempts)));
            item = _table.Apply(item);
        }

        Assert.Equal([1, 2, 3], counts);
        Assert.Equal(3, item.FailedAttempts);
    }

    [Fact]
    public void A_failure_that_is_reported_twice_counts_once()
    {
        _table.Count(Failure(7, failedBefore: 1));

        Assert.Equal(2, _table.Count(Failure(7, failedBefore: 1)));
    }

    [Fact]
    public void What_a_worker_knows_of_a_job_that_has_moved_since_is_believed() => Assert.Equal(3, _table.Count(Failure(7, failedBefore: 2)));

    [Fact]
    public void Outages_and_storage_use_up_none_of_the_attempts()
    {
        WorkItem item = new(7, "a.jpg", new ItemSource.Remote("https://example.org/a.jpg"));

        int[] counts = [.. new[] { AttemptFailure.Outage, AttemptFailure.Storage, AttemptFailure.Outage }.Select(cause => _table.Count(Failure(7, 0, cause)))];

        Assert.Equal([1, 1, 2], counts);
        Assert.Equal(0, _table.Apply(item).FailedAttempts);
        Assert.Equal(1, _table.Count(Failure(7, 0)));
    }

    [Fact]
    public void What_has_ended_is_forgotten()
    {
        _table.Count(Failure(7, 1));
        _table.Remove(7);

        Assert.Equal(1, _table.Count(Failure(7, 0)));
    }

    private static FailedAttempt Failure(int sequence, int failedBefore, AttemptFailure cause = AttemptFailure.Unexpected) => new(sequence, failedBefore, cause, "why");
}
