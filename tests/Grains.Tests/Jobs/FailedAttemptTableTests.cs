using JpegReducer.Grains.Jobs;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Jobs;

public sealed class FailedAttemptTableTests
{
    private readonly FailedAttemptTable _table = new();

    [Fact]
    public void Each_attempt_after_a_failure_counts_one_more()
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
    public void A_worker_may_know_of_more_failures_than_a_job_that_has_moved() => Assert.Equal(3, _table.Count(Failure(7, failedBefore: 2)));

    [Fact]
    public void Outages_and_storage_errors_use_up_no_attempt()
    {
        WorkItem item = new(7, "a.jpg", new ItemSource.Remote("https://example.org/a.jpg"));

        int[] counts =
            [.. new[] { AttemptFailure.Outage, AttemptFailure.Storage, AttemptFailure.Outage }.Select(
            cause => _table.Count(Failure(7, 0, cause)))];

        Assert.Equal([1, 1, 2], counts);
        Assert.Equal(0, _table.Apply(item).FailedAttempts);
        Assert.Equal(1, _table.Count(Failure(7, 0)));
    }

    [Fact]
    public void An_item_that_has_ended_is_removed()
    {
        _table.Count(Failure(7, 1));
        _table.Remove(7);

        Assert.Equal(1, _table.Count(Failure(7, 0)));
    }

    private static FailedAttempt Failure(int sequence, int failedBefore, AttemptFailure cause = AttemptFailure.Unexpected) =>
        new(sequence, failedBefore, cause, "why");
}
