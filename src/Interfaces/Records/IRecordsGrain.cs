using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Interfaces.Records;

/// <summary>Reads pages of the ledger without a call to a job grain. Key: <see cref="GrainKeys.Records"/>.</summary>
[Alias("jr.records")]
public interface IRecordsGrain : IGrainWithStringKey
{
    /// <summary>The items of a job in order, from the one after <paramref name="afterSequence"/> (-1 for the first).</summary>
    /// <param name="job">The job.</param>
    /// <param name="afterSequence">The last sequence number the caller has seen.</param>
    /// <param name="max">The maximum number of items; limited to 500.</param>
    [Alias("items"), Idempotent]
    Task<ItemRecord[]> GetItemsAsync(JobId job, int afterSequence, int max);

    /// <summary>One item; <see langword="null"/> if there is none.</summary>
    [Alias("item"), Idempotent]
    Task<ItemRecord?> GetItemAsync(JobId job, int sequence);

    /// <summary>The jobs of an account, the newest first, from the one before <paramref name="before"/>.</summary>
    [Alias("jobs"), Idempotent]
    Task<JobStatus[]> GetJobsAsync(AccountId account, JobCursor? before, int max);

    /// <summary>Throws an <see cref="IOException"/> while records cannot be written; its message states the reason.</summary>
    [Alias("check")]
    Task CheckAsync();
}

/// <summary>A position in the list of an account's jobs.</summary>
[GenerateSerializer, Immutable, Alias("jr.job-cursor")]
public readonly record struct JobCursor([property: Id(0)] DateTimeOffset CreatedAt, [property: Id(1)] JobId Job);

/// <summary>One item in the ledger.</summary>
/// <param name="Sequence">Its number within the job, from 0.</param>
/// <param name="Item">The item as it was submitted.</param>
/// <param name="Result">How it ended; its state is <see cref="ItemState.Pending"/> until then.</param>
/// <param name="EndedAt">When it ended.</param>
[GenerateSerializer, Immutable, Alias("jr.item-record")]
public sealed record ItemRecord(
    [property: Id(0)] int Sequence,
    [property: Id(1)] NewItem Item,
    [property: Id(2)] ItemResult Result,
    [property: Id(3)] DateTimeOffset? EndedAt);
