using JpegReducer.Grains.Jobs;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Tests.Jobs;

public sealed class CommitBatcherTests
{
    private readonly List<(int[] Sequences, TaskCompletionSource Done)> _commits = [];
    private readonly CommitBatcher _reports;

    public CommitBatcherTests() => _reports = new CommitBatcher(endings =>
    {
        TaskCompletionSource done = new();
        _commits.Add(([.. endings.Select(ending => ending.Sequence)], done));
        return done.Task;
    });

    [Fact]
    public async Task A_single_report_is_committed_immediately()
    {
        Task report = _reports.CommitAsync(Endings(7));

        Assert.Equal([7], _commits.Single().Sequences);
        Assert.False(report.IsCompleted);
        _commits[0].Done.SetResult();
        await report;
    }

    [Fact]
    public async Task Reports_that_arrive_during_a_commit_share_the_next_one()
    {
        Task[] reports = [.. Enumerable.Range(0, 5).Select(sequence => _reports.CommitAsync(Endings(sequence)))];

        _commits[0].Done.SetResult();
        await reports[0];

        Assert.Equal([1, 2, 3, 4], _commits[1].Sequences);
        _commits[1].Done.SetResult();
        await Task.WhenAll(reports);
    }

    [Fact]
    public async Task A_commit_has_at_most_one_batch_of_items()
    {
        Task first = _reports.CommitAsync(Endings(0));
        Task[] reports = [.. Enumerable.Range(0, 3).Select(part => _reports.CommitAsync(Endings([.. Enumerable.Range(part * 200, 200)])))];

        _commits[0].Done.SetResult();
        _commits[1].Done.SetResult();
        _commits[2].Done.SetResult();
        await Task.WhenAll([first, .. reports]);

        Assert.Equal([1, 400, 200], _commits.Select(commit => commit.Sequences.Length));
    }

    [Fact]
    public async Task A_failed_commit_fails_its_own_reports_only()
    {
        Task first = _reports.CommitAsync(Endings(1));
        Task second = _reports.CommitAsync(Endings(2));

        _commits[0].Done.SetException(new IOException());
        _commits[1].Done.SetResult();

        await Assert.ThrowsAsync<IOException>(() => first);
        await second;
    }

    [Fact]
    public async Task A_report_that_cannot_be_recorded_does_not_fail_the_others_of_its_commit()
    {
        Task[] reports = [.. Enumerable.Range(0, 4).Select(sequence => _reports.CommitAsync(Endings(sequence)))];
        _commits[0].Done.SetResult();

        _commits[1].Done.SetException(new InvalidOperationException());
        _commits[2].Done.SetResult();
        _commits[3].Done.SetException(new InvalidOperationException());
        _commits[4].Done.SetResult();

        await Task.WhenAll(reports[0], reports[1], reports[3]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => reports[2]);
        Assert.Equal([[0], [1, 2, 3], [1], [2], [3]], _commits.Select(commit => commit.Sequences));
    }

    [Fact]
    public async Task While_storage_is_unavailable_all_reports_of_a_commit_fail_together()
    {
        Task[] reports = [.. Enumerable.Range(0, 3).Select(sequence => _reports.CommitAsync(Endings(sequence)))];
        _commits[0].Done.SetResult();

        _commits[1].Done.SetException(new StorageUnavailableException("The database"));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => reports[1]);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => reports[2]);
        Assert.Equal(2, _commits.Count);
    }

    private static ItemEnding[] Endings(params int[] sequences) =>
        [.. sequences.Select(sequence => new ItemEnding(sequence, ItemResult.Failed("truncated", detail: null)))];
}
