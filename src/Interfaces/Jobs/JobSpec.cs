using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Interfaces.Jobs;

/// <summary>What is fixed about a job when it is opened.</summary>
/// <param name="Account">Who asked, and who is charged.</param>
/// <param name="Priority">Which queue its items wait in.</param>
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
    /// <see langword="null"/> where the rest of the specification says enough.
    /// </summary>
    [Id(4)]
    public string? RequestDigest { get; init; }

    /// <summary>
    /// Whether a request asks for the same as the one that opened the job. Records may keep a label with other characters than it was
    /// given.
    /// </summary>
    public bool IsOfSameRequest(JobSpec other) =>
        RequestDigest is null ? this == other : Account == other.Account && RequestDigest == other.RequestDigest;
}

/// <summary>Which queue a job's items wait in.</summary>
public enum JobPriority
{
    /// <summary>Somebody is waiting for the answer. Goes before <see cref="Bulk"/>.</summary>
    Interactive = 0,

    /// <summary>As soon as there is room.</summary>
    Bulk = 1,
}
