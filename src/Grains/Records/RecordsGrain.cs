using JpegReducer.Grains.Jobs;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Storage.GrainState;
using JpegReducer.Storage.Records;
using Orleans.Concurrency;

namespace JpegReducer.Grains.Records;

/// <inheritdoc cref="IRecordsGrain"/>
[StatelessWorker, Reentrant]
internal sealed class RecordsGrain(IItemLedger ledger, IGrainStateDatabase grainState) : Grain, IRecordsGrain
{
    private const int MaxPage = 500;

    /// <inheritdoc/>
    public async Task<ItemRecord[]> GetItemsAsync(JobId job, int afterSequence, int max) =>
        [.. await ledger.ReadItemsAsync(job, afterSequence, Math.Clamp(max, 1, MaxPage), CancellationToken.None)];

    /// <inheritdoc/>
    public async Task<ItemRecord?> GetItemAsync(JobId job, int sequence) =>
        await ledger.ReadItemsAsync(job, sequence - 1, 1, CancellationToken.None) is [var item] && item.Sequence == sequence ? item : null;

    /// <inheritdoc/>
    public async Task<JobStatus[]> GetJobsAsync(AccountId account, JobCursor? before, int max) =>
        await Task.WhenAll((await ledger.ReadJobsAsync(account, before, Math.Clamp(max, 1, MaxPage), CancellationToken.None)).Select(StatusAsync));

    /// <inheritdoc/>
    public async Task CheckAsync()
    {
        await ledger.CheckAsync(CancellationToken.None);
        await grainState.CheckAsync(CancellationToken.None);
    }

    /// <summary>The job grain is the first to know that usage is booked: a list shows the same status as a single read.</summary>
    private async Task<JobStatus> StatusAsync(LedgerJob job) =>
        (job.IsSettled ? null : await GrainFactory.GetGrain<IJobGrain>(job.Id.Value).GetStatusAsync()) ?? JobStatuses.Of(job, job.IsSettled);
}
