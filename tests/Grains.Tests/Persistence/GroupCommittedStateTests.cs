using JpegReducer.Grains.Accounts.Usage;
using JpegReducer.Grains.Persistence;
using JpegReducer.Interfaces.Accounts.Usage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace JpegReducer.Grains.Tests.Persistence;

public sealed class GroupCommittedStateTests
{
    private static readonly DeepCopier<UsageState> Copier =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<DeepCopier<UsageState>>();

    private readonly BlockedStorage _storage = new();
    private bool _hasFailed;

    [Fact]
    public Task A_change_during_a_write_is_not_seen_by_storage_until_the_next_write() => GrainTurns.RunAsync(async () =>
    {
        GroupCommittedState<UsageState> state = NewState();
        state.Current.Total = new UsageTotals { Charged = 1 };
        Task first = state.CommitAsync();
        await _storage.WriteBegan;

        state.Current.Total = new UsageTotals { Charged = 2 };
        state.Current.Days[DateOnly.MinValue] = default;

        Assert.Equal((1, 0), (_storage.State.Total.Charged, _storage.State.Days.Count));
        _storage.Finish();
        await first;
        await state.CommitAsync();
        Assert.Equal((2, 1), (_storage.State.Total.Charged, _storage.State.Days.Count));
    });

    [Fact]
    public void The_grain_works_on_a_copy_of_what_storage_has()
    {
        _storage.State.MonthlyLimit = 7;
        GroupCommittedState<UsageState> state = NewState();

        UsageState loaded = state.Load();

        Assert.Equal(7, loaded.MonthlyLimit);
        Assert.Same(state.Current, loaded);
        Assert.NotSame(_storage.State, loaded);
    }

    [Fact]
    public Task A_failed_write_is_reported_so_that_the_grain_can_deactivate() => GrainTurns.RunAsync(async () =>
    {
        GroupCommittedState<UsageState> state = NewState();
        Task commit = state.CommitAsync();
        await _storage.WriteBegan;

        _storage.Fail();

        await Assert.ThrowsAsync<IOException>(() => commit);
        Assert.True(_hasFailed);
    });

    private GroupCommittedState<UsageState> NewState() => new(_storage, Copier, () => _hasFailed = true);

    /// <summary>Storage whose first write completes when the test says so.</summary>
    private sealed class BlockedStorage : IPersistentState<UsageState>
    {
        private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public UsageState State { get; set; } = new();

        public string Etag => "";

        public bool RecordExists => true;

        public Task WriteBegan => _began.Task;

        public void Finish() => _written.SetResult();

        public void Fail() => _written.SetException(new IOException());

        public Task WriteStateAsync()
        {
            _began.TrySetResult();
            return _written.Task;
        }

        public Task ClearStateAsync() => throw new NotSupportedException();

        public Task ReadStateAsync() => throw new NotSupportedException();
    }
}
