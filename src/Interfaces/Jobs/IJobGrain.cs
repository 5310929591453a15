using JpegReducer.Interfaces.Ids;
using Orleans.Concurrency;

namespace JpegReducer.Interfaces.Jobs;

/// <summary>One job, of one image or of a million: takes its items, says how far it is, ends it. Key: <see cref="JobId.Value"/>.</summary>
[Alias("jr.job")]
public interface IJobGrain : IGrainWithGuidKey
{
    /// <summary>
    /// Opens the job, with its first items where there are any. A second call with the same arguments changes nothing and
    /// answers with the job as it stands; for another request (<see cref="JobSpec.IsOfSameRequest"/>) it answers
    /// <see cref="OpenJobResult.Conflict"/>.
    /// </summary>
    /// <param name="spec">What is fixed about the job.</param>
    /// <param name="first">The first items; <see langword="null"/> for none yet.</param>
    /// <param name="isComplete">Whether no more items will come.</param>
    [Alias("open"), Idempotent]
    Task<OpenJobResult> OpenAsync(JobSpec spec, ItemBatch? first, bool isComplete);

    /// <summary>
    /// Adds items. What was accepted is never lost. A batch that comes again is answered as it was the first time; one with another digest
    /// under its id with <see cref="AddItemsResult.Conflict"/>.
    /// </summary>
    [Alias("add"), Idempotent]
    Task<AddItemsResult> AddItemsAsync(ItemBatch batch);

    /// <summary>Says that no more items will come. A second call changes nothing. <see langword="null"/>: no such job.</summary>
    [Alias("seal"), Idempotent]
    Task<JobStatus?> SealAsync();

    /// <summary>
    /// Ends the job early: items that are not yet final become cancelled. A second call changes nothing. <see langword="null"/>: no such
    /// job.
    /// </summary>
    [Alias("cancel"), Idempotent]
    Task<JobStatus?> CancelAsync();

    /// <summary>The job as it stands; <see langword="null"/> where there is none.</summary>
    [Alias("status"), AlwaysInterleave, Idempotent]
    Task<JobStatus?> GetStatusAsync();

    /// <summary>
    /// Waits until the job's version is past <paramref name="knownVersion"/> or the job is closed, for at most <paramref name="atMost"/>.
    /// </summary>
    /// <param name="knownVersion">The version the caller has seen; <see cref="long.MaxValue"/> to wait for the end alone.</param>
    /// <param name="atMost">Cut to two seconds, so that no call outlives its response timeout: ask again.</param>
    [Alias("wait"), AlwaysInterleave, Idempotent]
    Task<JobStatus?> WaitAsync(long knownVersion, TimeSpan atMost);
}
