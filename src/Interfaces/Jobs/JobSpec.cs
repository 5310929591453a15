using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Interfaces.Jobs;

/// <summary>The immutable properties of a job.</summary>
/// <param name="Account">The account that owns the job and is charged.</param>
/// <param name="Priority">The queue of its items.</param>
/// <param name="Settings">How each image is to be reduced.</param>
/// <param name="Label">A name for people; at most 200 characters.</param>
[GenerateSerializer, Immutable, Alias("jr.job-spec")]
public sealed record JobSpec(
    [property: Id(0)] AccountId Account,
    [property: Id(1)] JobPriority Priority,
    [property: Id(2)] ReductionSettings Settings,
    [property: Id(3)] string? Label)
{
    /// <summary>
    /// The SHA-256 of the request that opens the job, as 64 lower-case hexadecimal digits: another request under the same id is a conflict.
    /// <see langword="null"/> if the other properties identify the request.
    /// </summary>
    [Id(4)]
    public string? RequestDigest { get; init; }

    /// <summary>
    /// Whether a request equals the one that opened the job: by its digest if it has one, since a ledger may replace characters of the
    /// label.
    /// </summary>
    public bool IsOfSameRequest(JobSpec other) =>
        RequestDigest is null ? this == other : Account == other.Account && RequestDigest == other.RequestDigest;
}

/// <summary>The queue of a job's items.</summary>
public enum JobPriority
{
    /// <summary>A client is waiting for the response. Processed before <see cref="Bulk"/>.</summary>
    Interactive = 0,

    /// <summary>Processed when no interactive item is queued.</summary>
    Bulk = 1,
}
