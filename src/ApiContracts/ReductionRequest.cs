using System.Text.Json.Serialization;

namespace JpegReducer.ApiContracts;

/// <summary>Settings of a reduction. Omitted members have their defaults.</summary>
public sealed record ReductionRequest
{
    /// <summary>
    /// <c>lossy</c> (no difference at normal viewing; the default), <c>glossy</c> (none for a photographer) or <c>lossless</c>.
    /// </summary>
    public ReductionMode Mode { get; set; } = ReductionMode.Lossy;

    /// <summary>A visible quality from 1 to 100 instead of that of the mode.</summary>
    public int? Quality { get; set; }

    /// <summary>
    /// <c>strip</c> (the default) removes EXIF, XMP and IPTC except what affects the appearance, such as orientation and color
    /// profile; <c>rights</c> also keeps copyright, creator, licence and digital source type; <c>keep</c> keeps all.
    /// </summary>
    public MetadataPolicy Metadata { get; set; } = MetadataPolicy.Strip;

    /// <summary>Whether a JPEG result is sequential, for consumers that cannot read progressive files; default: <c>false</c>.</summary>
    public bool Baseline { get; set; }

    /// <summary>
    /// The treatment of a JPEG that decoders read only with a warning: <c>keep</c> (the default) keeps the file, <c>repair</c> reduces
    /// what decoders show.
    /// </summary>
    public DamagedPolicy Damaged { get; set; } = DamagedPolicy.Keep;

    /// <summary>
    /// The files to make of each image: <c>keep</c> (the default, and always one of them) in the format of the source, <c>webp</c> another
    /// one beside it. In the query and in forms they are separated by commas.
    /// </summary>
    public ValueCollection<OutputFormat> Formats { get; set; } = [OutputFormat.Keep];
}

/// <summary>A file to make of an image.</summary>
[JsonConverter(typeof(WordEnumConverter<OutputFormat>))]
public enum OutputFormat
{
    /// <summary>The image in the format of its source: the output <c>main</c>.</summary>
    Keep,

    /// <summary>The image as WebP: the output <c>webp</c>.</summary>
    Webp,
}

/// <summary>The permitted visible difference.</summary>
[JsonConverter(typeof(WordEnumConverter<ReductionMode>))]
public enum ReductionMode
{
    /// <summary>No difference at normal viewing.</summary>
    Lossy,

    /// <summary>No difference for a photographer who compares.</summary>
    Glossy,

    /// <summary>Every pixel is unchanged.</summary>
    Lossless,
}

/// <summary>The treatment of metadata that does not affect the appearance.</summary>
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

/// <summary>The treatment of JPEG files that decoders read only with a warning.</summary>
[JsonConverter(typeof(WordEnumConverter<DamagedPolicy>))]
public enum DamagedPolicy
{
    /// <summary>The file is kept.</summary>
    Keep,

    /// <summary>What decoders show is reduced.</summary>
    Repair,
}
