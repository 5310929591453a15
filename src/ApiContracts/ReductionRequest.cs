using System.Text.Json.Serialization;

namespace JpegReducer.ApiContracts;

/// <summary>How images are to be reduced. What is left out has its default.</summary>
public sealed record ReductionRequest
{
    /// <summary><c>lossy</c> (no difference at normal viewing; the default), <c>glossy</c> (none for a photographer) or <c>lossless</c>.</summary>
    public ReductionMode Mode { get; set; } = ReductionMode.Lossy;

    /// <summary>A visible quality from 1 to 100 that replaces the mode's own.</summary>
    public int? Quality { get; set; }

    /// <summary>
    /// <c>strip</c> (the default) removes EXIF, XMP and IPTC but for what changes how the picture looks, such as orientation and color
    /// profile; <c>rights</c> also keeps copyright, creator, licence and digital source type; <c>keep</c> keeps all.
    /// </summary>
    public MetadataPolicy Metadata { get; set; } = MetadataPolicy.Strip;

    /// <summary>Whether a JPEG result is sequential, for consumers that cannot read progressive files; default: <c>false</c>.</summary>
    public bool Baseline { get; set; }

    /// <summary>
    /// What happens to a JPEG that decoders read with a warning only: <c>keep</c> (the default) keeps the file, <c>repair</c> reduces
    /// what decoders show.
    /// </summary>
    public DamagedPolicy Damaged { get; set; } = DamagedPolicy.Keep;
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

    /// <summary>Copyright, creator, licence and digital source type stay; the rest is removed.</summary>
    Rights,

    /// <summary>Kept.</summary>
    Keep,
}

/// <summary>What happens to a JPEG that decoders read with a warning only.</summary>
[JsonConverter(typeof(WordEnumConverter<DamagedPolicy>))]
public enum DamagedPolicy
{
    /// <summary>The file is kept.</summary>
    Keep,

    /// <summary>What decoders show is reduced.</summary>
    Repair,
}
