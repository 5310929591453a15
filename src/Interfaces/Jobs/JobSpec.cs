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
    [property: Id(3)] string? Label);

/// <summary>Which queue a job's items wait in.</summary>
public enum JobPriority
{
    /// <summary>Somebody is waiting for the answer. Goes before <see cref="Bulk"/>.</summary>
    Interactive = 0,

    /// <summary>As soon as there is room.</summary>
    Bulk = 1,
}

/// <summary>How images are to be reduced.</summary>
/// <param name="Mode">How far the reduction may go.</param>
/// <param name="Quality">A visible quality from 1 to 100 that replaces the mode's own.</param>
/// <param name="KeepMetadata">Whether EXIF, XMP and IPTC stay. Orientation and colour profile always do.</param>
[GenerateSerializer, Immutable, Alias("jr.settings")]
public sealed record ReductionSettings(
    [property: Id(0)] ReductionMode Mode,
    [property: Id(1)] int? Quality,
    [property: Id(2)] bool KeepMetadata);

/// <summary>How far a reduction may go.</summary>
public enum ReductionMode
{
    /// <summary>No difference at normal viewing.</summary>
    Lossy = 0,

    /// <summary>No difference for a photographer who compares.</summary>
    Glossy = 1,

    /// <summary>Every pixel stays as it is.</summary>
    Lossless = 2,
}
