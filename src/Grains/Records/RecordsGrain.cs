using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Storage.Records;
using Orleans.Concurrency;

namespace JpegReducer.Grains.Records;

/// <inheritdoc cref="IRecordsGrain"/>
[StatelessWorker, Reentrant]
internal sealed class RecordsGrain(IItemLedger ledger) : Grain, IRecordsGrain
{
    private const int LargestPage = 500;

    /// <inheritdoc/>
    public async Task<ItemRecord[]> GetItemsAsync(JobId job, int afterSequence, int most) =>
        [.. await ledger.ReadItemsAsync(job, afterSequence, Math.Clamp(most, 1, LargestPage), CancellationToken.None)];

    /// <inheritdoc/>
    public async Task<ItemRecord?> GetItemAsync(JobId job, int sequence) =>
        await ledger.ReadItemsAsync(job, sequence - 1, 1, CancellationToken.None) is [var item] && item.Sequence == sequence ? item : null;

    /// <inheritdoc/>
    public async Task<JobStatus[]> GetJobsAsync(AccountId account, JobCursor? before, int most) =>
        [.. (await ledger.ReadJobsAsync(account, before, Math.Clamp(most, 1, LargestPage), CancellationToken.None)).Select(Status)];

    /// <inheritdoc/>
    public Task CheckAsync() => ledger.CheckAsync(CancellationToken.None);

    private static JobStatus Status(LedgerJob job) => new(job.Id, job.Spec, job.State, job.Totals, job.CreatedAt, job.ClosedAt, Version: 0);
}
