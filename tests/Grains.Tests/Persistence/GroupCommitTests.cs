using JpegReducer.Grains.Persistence;

namespace JpegReducer.Grains.Tests.Persistence;

public sealed class GroupCommitTests
{
    private readonly List<TaskCompletionSource> _writes = [];
    private readonly GroupCommit _commits;
    private bool _hasFailed;

    public GroupCommitTests() => _commits = new GroupCommit(WriteAsync, () => _hasFailed = true);

    [Fact]
    public Task Callers_that_arrive_during_a_write_share_the_next_one() => GrainTurns.RunAsync(async () =>
    {
        Task first = _commits.CommitAsync();
        await WaitForWritesAsync(1);

        Task[] during = [_commits.CommitAsync(), _commits.CommitAsync(), _commits.CommitAsync()];
        _writes[0].SetResult();
        await first;
        await WaitForWritesAsync(2);

        Assert.All(during, commit => Assert.False(commit.IsCompleted));
        _writes[1].SetResult();
        await Task.WhenAll(during);
        Assert.Equal(2, _writes.Count);
    });

    [Fact]
    public Task A_failed_write_fails_every_caller_that_shared_it_and_is_reported() => GrainTurns.RunAsync(async () =>
    {
        Task commit = _commits.CommitAsync();
        await WaitForWritesAsync(1);

        _writes[0].SetException(new IOException());

        await Assert.ThrowsAsync<IOException>(() => commit);
        Assert.True(_hasFailed);
    });

    private Task WriteAsync()
    {
        TaskCompletionSource write = new();
        _writes.Add(write);
        return write.Task;
    }

    /// <summary>Returns when the given number of writes have begun.</summary>
    private async Task WaitForWritesAsync(int count)
    {
        while (_writes.Count < count) await Task.Yield();
    }
}
