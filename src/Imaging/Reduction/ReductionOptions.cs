namespace JpegReducer.Imaging.Reduction;

/// <summary>How far a reduction may go.</summary>
public enum ReductionMode
{
    /// <summary>No difference at normal viewing. Smallest files; the default.</summary>
    Lossy,

    /// <summary>No difference for a photographer who compares. Larger than <see cref="Lossy"/>.</summary>
    Glossy,

    /// <summary>Every pixel stays as it is; only the coding changes.</summary>
    Lossless,
}

/// <summary>What happens to metadata that does not change how the picture looks.</summary>
/// <remarks>Orientation and color profile are kept by every policy: the picture would change without them.</remarks>
public enum MetadataPolicy
{
    /// <summary>EXIF, XMP, IPTC and comments are removed. The default.</summary>
    Strip,

    /// <summary>As <see cref="Strip"/>, but copyright, creator, licence and IPTC digital source type stay.</summary>
    Rights,

    /// <summary>All metadata that the output format can hold is kept.</summary>
    Keep,
}

/// <summary>What happens to a damaged JPEG file that decoders read with a warning only.</summary>
public enum DamagedPolicy
{
    /// <summary>The file is kept, with <see cref="KeptReason.Damaged"/>. The default.</summary>
    Keep,

    /// <summary>The file is reduced as decoders show it: the damage becomes part of the picture.</summary>
    Repair,
}

/// <summary>How much time a reduction may take for a smaller file of the same visible quality.</summary>
/// <remarks>Affects JPEG in lossy modes only. The gains are listed in docs/engine.md.</remarks>
public enum Effort
{
    /// <summary>A picture is quantized once, by its coefficients. The default.</summary>
    Normal,

    /// <summary>
    /// The result is measured by the metric twice, and bits are moved to where they are visible: takes about fifteen times as long.
    /// </summary>
    High,

    /// <summary>The same eight times: takes about fifty times as long.</summary>
    Thorough,
}

/// <summary>The options of one reduction.</summary>
public sealed record ReductionOptions
{
    /// <summary>How far the reduction may go. Default: <see cref="ReductionMode.Lossy"/>.</summary>
    public ReductionMode Mode { get; init; } = ReductionMode.Lossy;

    /// <summary>
    /// A visible quality from 1 to 100 that replaces the mode's own; <see langword="null"/> leaves it to the mode. For JPEG it is
    /// the target SSIMULACRA2 score; for a source that was compressed before, its earlier loss counts too. No lossy result measures
    /// more than two points less against its source.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to 100.</exception>
    public int? Quality
    {
        get;
        init
        {
            if (value is { } quality)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1, nameof(Quality));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100, nameof(Quality));
            }

            field = value;
        }
    }

    /// <summary>
    /// The SSIMULACRA2 score, above 0 and below 100, that the result must reach against the source: measured on decoded
    /// pictures, at three to five times the time. Replaces mode and quality. JPEG only: other formats are then reduced
    /// without loss. <see langword="null"/>, the default, measures nothing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and below 100.</exception>
    public double? TargetScore
    {
        get;
        init
        {
            if (value is { } target && !(target > 0 && target < 100))
                throw new ArgumentOutOfRangeException(nameof(TargetScore), target, "A target must be above 0 and below 100.");
            field = value;
        }
    }

    /// <summary>How much time it may take. Default: <see cref="Effort.Normal"/>.</summary>
    public Effort Effort { get; init; } = Effort.Normal;

    /// <summary>What happens to metadata. Default: <see cref="MetadataPolicy.Strip"/>.</summary>
    public MetadataPolicy Metadata { get; init; } = MetadataPolicy.Strip;

    /// <summary>
    /// Whether a JPEG result is sequential (T.81, SOF0 or SOF1), for consumers that cannot read progressive files. Default:
    /// <see langword="false"/>: a progressive file, which is smaller.
    /// </summary>
    public bool Baseline { get; init; }

    /// <summary>What happens to a file that is damaged but can be shown. Default: <see cref="DamagedPolicy.Keep"/>.</summary>
    public DamagedPolicy Damaged { get; init; } = DamagedPolicy.Keep;

    /// <summary>
    /// Files to create in addition to the main result, which they do not affect. Default: none. Each takes the time of decoding the
    /// source, and of encoding and measuring several files.
    /// </summary>
    public IReadOnlyList<OutputRequest> Outputs { get; init; } = [];
}
