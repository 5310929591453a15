using System.Runtime.CompilerServices;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;

namespace JpegReducer.Client.Jobs;

/// <summary>
/// Reads and ends the jobs of an account. To it the jobs of other accounts do not exist: methods that take a <see cref="JobStatus"/> take
/// one that this class returned.
/// </summary>
internal sealed class AccountJobs(IGrainFactory grains)
{
    private const int PageSize = 500;

    private IRecordsGrain Records => grains.GetGrain<IRecordsGrain>(GrainKeys.Records);

    /// <summary>A job; <see langword="null"/> where the account has no such job.</summary>
    public async Task<JobStatus?> FindAsync(AccountId account, JobId job, CancellationToken cancellationToken)
    {
        JobStatus? status = await Grain(job).GetStatusAsync().WaitAsync(cancellationToken);
        return status?.Spec.Account == account ? status : null;
    }

    /// <summary>The account's jobs, the newest first, from the one after <paramref name="cursor"/>.</summary>
    public Task<JobStatus[]> ListAsync(AccountId account, JobCursor? cursor, int max, CancellationToken cancellationToken) =>
        Records.GetJobsAsync(account, cursor, max).WaitAsync(cancellationToken);

    /// <summary>An item; <see langword="null"/> where the account has no such job or the job no such item.</summary>
    public async Task<ItemRecord?> FindItemAsync(AccountId account, JobId job, int sequence, CancellationToken cancellationToken) =>
        await FindAsync(account, job, cancellationToken) is { } status ? await FindItemAsync(status, sequence, cancellationToken) : null;

    /// <summary>An item of a job; <see langword="null"/> where the job has no such item.</summary>
    public Task<ItemRecord?> FindItemAsync(JobStatus job, int sequence, CancellationToken cancellationToken) =>
        Records.GetItemAsync(job.Id, sequence).WaitAsync(cancellationToken);

    /// <summary>Items of a job in order, from the one after <paramref name="after"/> (-1 for the first), at most 500.</summary>
    public Task<ItemRecord[]> GetItemsAsync(JobStatus job, int after, int max, CancellationToken cancellationToken) =>
        Records.GetItemsAsync(job.Id, after, max).WaitAsync(cancellationToken);

    /// <summary>
    /// All items of a job in order, from the one after <paramref name="after"/>, in pages: a million take no more memory than a thousand.
    /// </summary>
    public async IAsyncEnumerable<ItemRecord[]> ReadItemsAsync(
        JobStatus job, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ItemRecord[] page;
        do
        {
            page = await GetItemsAsync(job, after, PageSize, cancellationToken);
            if (page.Length > 0) after = page[^1].Sequence;
            yield return page;
        }
        while (page.Length == PageSize);
    }

    /// <summary>Declares that no more items will be added. A second call changes nothing.</summary>
    public async Task<JobStatus> SealAsync(JobStatus job, CancellationToken cancellationToken) =>
        await Grain(job.Id).SealAsync().WaitAsync(cancellationToken) ?? job;

    /// <summary>Cancels the items that have not ended. A second call changes nothing.</summary>
    public async Task<JobStatus> CancelAsync(JobStatus job, CancellationToken cancellationToken) =>
        await Grain(job.Id).CancelAsync().WaitAsync(cancellationToken) ?? job;

    private IJobGrain Grain(JobId job) => grains.GetGrain<IJobGrain>(job.Value);
}
