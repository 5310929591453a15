using JpegReducer.Interfaces.Ids;
using Orleans.Concurrency;

namespace JpegReducer.Interfaces.Jobs;

/// <summary>One job: accepts its items, reports its progress and closes when they have ended. Key: <see cref="JobId.Value"/>.</summary>
[Alias("jr.job")]
public interface IJobGrain : IGrainWithGuidKey
{
    /// <summary>
    /// Opens the job, with its first items if there are any. A second call with the same arguments changes nothing and
    /// returns the current job; for another request (<see cref="JobSpec.IsOfSameRequest"/>) it returns
    /// <see cref="OpenJobResult.Conflict"/>.
    /// </summary>
    /// <param name="spec">The immutable properties of the job.</param>
    /// <param name="first">The first items; <see langword="null"/> for none yet.</param>
    /// <param name="isComplete">Whether no more items will be added.</param>
    [Alias("open"), Idempotent]
    Task<OpenJobResult> OpenAsync(JobSpec spec, ItemBatch? first, bool isComplete);

    /// <summary>
    /// Adds items. Accepted items are never lost. A repeated batch gets the same result as the first time; one with another digest
    /// under the same id gets <see cref="AddItemsResult.Conflict"/>.
    /// </summary>
    [Alias("add"), Idempotent]
    Task<AddItemsResult> AddItemsAsync(ItemBatch batch);

    /// <summary>Declares that no more items will be added. A second call changes nothing. <see langword="null"/>: no such job.</summary>
    [Alias("seal"), Idempotent]
    Task<JobStatus?> SealAsync();

    /// <summary>
    /// Cancels the job: items that are not yet final become cancelled. A second call changes nothing. <see langword="null"/>: no such
    /// job.
    /// </summary>
    [Alias("cancel"), Idempotent]
    Task<JobStatus?> CancelAsync();

    /// <summary>The current job; <see langword="null"/> if there is none.</summary>
    [Alias("status"), AlwaysInterleave, Idempotent]
    Task<JobStatus?> GetStatusAsync();

    /// <summary>
    /// Waits until the job's version is past <paramref name="knownVersion"/> or the job is closed, for at most <paramref name="atMost"/>.
    /// </summary>
    /// <param name="knownVersion">The version the caller has seen; <see cref="long.MaxValue"/> to wait only for the end.</param>
    /// <param name="atMost">Limited to two seconds, so that no call exceeds its response timeout: call again.</param>
    [Alias("wait"), AlwaysInterleave, Idempotent]
    Task<JobStatus?> WaitAsync(long knownVersion, TimeSpan atMost);
}
