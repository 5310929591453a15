using System.Text.Json.Serialization;

namespace JpegReducer.ApiContracts;

/// <summary>How images are to be reduced. What is left out has its default.</summary>
public sealed record ReductionRequest
{
    /// <summary><c>lossy</c> (no difference at normal viewing; the default), <c>glossy</c> (none for a photographer) or <c>lossless</c>.</summary>
    public ReductionMode Mode { get; set; } = ReductionMode.Lossy;

    /// <summary>A visible quality from 1 to 100 that replaces the mode's own.</summary>
    public int? Quality { get; set; }

    /// <summary><c>strip</c> (the default) or <c>keep</c>: EXIF, XMP, IPTC. Orientation and colour profile always stay.</summary>
    public MetadataPolicy Metadata { get; set; } = MetadataPolicy.Strip;
}

/// <summary>How far a reduction may go.</summary>
[JsonConverter(typeof(WordEnumConverter<ReductionMode>))]
public enum ReductionMode
{
    /// <summary>No difference at normal viewing.</summary>
    Lossy,

    /// <summary>No difference for a photographer who compares.</summary>
    Glossy,

    /// <summary>Every pixel stays as it is.</summary>
    Lossless,
}

/// <summary>What happens to metadata that does not change how the picture looks.</summary>
[JsonConverter(typeof(WordEnumConverter<MetadataPolicy>))]
public enum MetadataPolicy
{
    /// <summary>Removed.</summary>
    Strip,

    /// <summary>Kept.</summary>
    Keep,
}
