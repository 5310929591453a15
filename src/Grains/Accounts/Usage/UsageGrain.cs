using JpegReducer.Grains.Persistence;
using JpegReducer.Interfaces.Accounts.Usage;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Retention;
using JpegReducer.Storage.Records;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Serialization;

namespace JpegReducer.Grains.Accounts.Usage;

/// <inheritdoc cref="IUsageGrain"/>
/// <remarks>Reentrant, so that many jobs that settle at the same time share one write.</remarks>
[Reentrant]
internal sealed class UsageGrain : Grain, IUsageGrain
{
    private readonly GroupCommittedState<UsageState> _state;
    private readonly IItemLedger _items;
    private readonly TimeProvider _time;
    private readonly RetentionOptions _retention;
    private UsageLedger _usage;

    public UsageGrain(
        [PersistentState(GrainStorageNames.Usage, GrainStorageNames.Provider)] IPersistentState<UsageState> stored,
        DeepCopier<UsageState> copier,
        IItemLedger items,
        TimeProvider time,
        IOptions<RetentionOptions> retention)
    {
        _state = new GroupCommittedState<UsageState>(stored, copier, DeactivateOnIdle);
        _items = items;
        _time = time;
        _retention = retention.Value;
        _usage = new UsageLedger(_state.Current, time);
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _usage = new UsageLedger(_state.Load(), _time);

        // If the call that removes a job's entry was lost: the job's records are deleted by now, and it can book no more.
        _usage.RemoveOlderThan(_time.GetUtcNow() - _retention.RecordLifetime - TimeSpan.FromDays(1));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SetMonthlyLimitAsync(long? credits)
    {
        _usage.MonthlyLimit = credits;
        return _state.CommitAsync();
    }

    /// <inheritdoc/>
    public async Task<ReserveResult> ReserveAsync(JobId job, int items, int creditsPerItem)
    {
        ReserveResult result = _usage.Reserve(job, items, creditsPerItem);

        // Without a limit the reservation means nothing: the common case costs no write.
        if (result.Granted && _usage.MonthlyLimit is not null) await _state.CommitAsync();
        return result;
    }

    /// <inheritdoc/>
    public async Task BookAsync(JobId job, JobTotals totals, bool isFinal)
    {
        if (await CanBookAsync(job)) _usage.Book(job, totals, isFinal);
    }

    /// <inheritdoc/>
    public async Task SettleAsync(JobId job, JobTotals totals, bool isFinal)
    {
        await BookAsync(job, totals, isFinal);

        // Even if nothing is new: the write that contained it may not have completed.
        await _state.CommitAsync();
    }

    /// <inheritdoc/>
    public Task RemoveJobAsync(JobId job)
    {
        // Becomes durable with the next write; without one, the next activation removes the entry when it is old enough.
        _usage.Remove(job);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<AccountUsage> GetUsageAsync() => Task.FromResult(_usage.ToUsage());

    /// <summary>
    /// Whether a job may book. A job without an entry was removed, or has not booked before: the ledger knows which. A silo that was cut
    /// off and reconnects may hold a job in its state from long before it was settled.
    /// </summary>
    private async Task<bool> CanBookAsync(JobId job)
    {
        while (!_usage.Contains(job))
        {
            int removals = _usage.Removals;
            bool isOpen = await _items.FindJobAsync(job, CancellationToken.None) is { IsSettled: false };
            if (removals == _usage.Removals) return isOpen; // otherwise it may have been settled during the read
        }

        return true;
    }
}
