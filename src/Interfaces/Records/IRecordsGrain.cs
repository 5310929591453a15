using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Interfaces.Records;

/// <summary>Reads what the ledger holds, in pages, so that no job grain is kept busy by readers. Key: <see cref="GrainKeys.Records"/>.</summary>
[Alias("jr.records")]
public interface IRecordsGrain : IGrainWithStringKey
{
    /// <summary>The items of a job in order, from the one after <paramref name="afterSequence"/> (-1 for the first).</summary>
    /// <param name="job">The job.</param>
    /// <param name="afterSequence">The last sequence number the caller has seen.</param>
    /// <param name="max">At most so many; cut to 500.</param>
    [Alias("items"), Idempotent]
    Task<ItemRecord[]> GetItemsAsync(JobId job, int afterSequence, int max);

    /// <summary>One item; <see langword="null"/> where there is none.</summary>
    [Alias("item"), Idempotent]
    Task<ItemRecord?> GetItemAsync(JobId job, int sequence);

    /// <summary>The jobs of an account, the newest first, from the one before <paramref name="before"/>.</summary>
    [Alias("jobs"), Idempotent]
    Task<JobStatus[]> GetJobsAsync(AccountId account, JobCursor? before, int max);

    /// <summary>Throws an <see cref="IOException"/> where records cannot be written for now; its message says why.</summary>
    [Alias("check")]
    Task CheckAsync();
}

/// <summary>A place in the list of an account's jobs.</summary>
[GenerateSerializer, Immutable, Alias("jr.job-cursor")]
public readonly record struct JobCursor([property: Id(0)] DateTimeOffset CreatedAt, [property: Id(1)] JobId Job);

/// <summary>One item as the ledger holds it.</summary>
/// <param name="Sequence">Its number within the job, from 0.</param>
/// <param name="Item">What was asked.</param>
/// <param name="Result">How it ended; its state is <see cref="ItemState.Pending"/> until then.</param>
/// <param name="EndedAt">When it ended.</param>
[GenerateSerializer, Immutable, Alias("jr.item-record")]
public sealed record ItemRecord(
    [property: Id(0)] int Sequence,
    [property: Id(1)] NewItem Item,
    [property: Id(2)] ItemResult Result,
    [property: Id(3)] DateTimeOffset? EndedAt);
