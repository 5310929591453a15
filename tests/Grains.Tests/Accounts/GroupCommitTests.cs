using JpegReducer.Grains.Accounts;

namespace JpegReducer.Grains.Tests.Accounts;

public sealed class GroupCommitTests
{
    private readonly List<TaskCompletionSource> _writes = [];
    private readonly GroupCommit _commits;
    private bool _isAbandoned;

    public GroupCommitTests() => _commits = new GroupCommit(WriteAsync, () => _isAbandoned = true);

    [Fact]
    public Task Callers_who_come_during_a_write_share_the_next_one() => InTurnsAsync(async () =>
    {
        Task first = _commits.CommitAsync();
        await WritesAsync(1);

        Task[] during = [_commits.CommitAsync(), _commits.CommitAsync(), _commits.CommitAsync()];
        _writes[0].SetResult();
        await first;
        await WritesAsync(2);

        Assert.All(during, commit => Assert.False(commit.IsCompleted));
        _writes[1].SetResult();
        await Task.WhenAll(during);
        Assert.Equal(2, _writes.Count);
    });

    [Fact]
    public Task A_write_that_fails_fails_all_who_shared_it_and_abandons_memory() => InTurnsAsync(async () =>
    {
        Task commit = _commits.CommitAsync();
        await WritesAsync(1);

        _writes[0].SetException(new IOException());

        await Assert.ThrowsAsync<IOException>(() => commit);
        Assert.True(_isAbandoned);
    });

    /// <summary>As in a grain: one turn at a time.</summary>
    private static Task InTurnsAsync(Func<Task> test) => Task.Factory.StartNew(
        test, CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    private Task WriteAsync()
    {
        TaskCompletionSource write = new();
        _writes.Add(write);
        return write.Task;
    }

    /// <summary>Returns when the n-th write has begun.</summary>
    private async Task WritesAsync(int count)
    {
        while (_writes.Count < count) await Task.Yield();
    }
}
