using JpegReducer.Grains.Accounts;

namespace JpegReducer.Grains.Tests.Accounts;

public sealed class GroupCommitTests
{
    private readonly List<TaskCompletionSource> _writes = [];
    private readonly GroupCommit _commits;
    private bool _isAbandoned;

    public GroupCommitTests() => _commits = new GroupCommit(WriteAsync, () => _isAbandoned = true);

    [Fact]
    public async Task Callers_who_come_during_a_write_share_the_next_one()
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
    }

    [Fact]
    public async Task A_write_that_fails_fails_all_who_shared_it_and_abandons_memory()
    {
        Task commit = _commits.CommitAsync();
        await WritesAsync(1);

        _writes[0].SetException(new IOException());

        await Assert.ThrowsAsync<IOException>(() => commit);
        Assert.True(_isAbandoned);
    }

    private Task WriteAsync()
    {
        TaskCompletionSource write = new();
        lock (_writes) _writes.Add(write);
        return write.Task;
    }

    /// <summary>Returns when the n-th write has begun.</summary>
    private async Task WritesAsync(int count)
    {
        while (true)
        {
            lock (_writes)
            {
                if (_writes.Count >= count) return;
            }

            await Task.Yield();
        }
    }
}
