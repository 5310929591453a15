namespace JpegReducer.Interfaces.Jobs;

/// <summary>How images are to be reduced. A member that is not set has its default.</summary>
[GenerateSerializer, Immutable, Alias("jr.settings")]
public sealed record ReductionSettings
{
    /// <summary>How far the reduction may go.</summary>
    [Id(0)]
    public ReductionMode Mode { get; init; }

    /// <summary>A visible quality from 1 to 100 that replaces the mode's own.</summary>
    [Id(1)]
    public int? Quality { get; init; }

    /// <summary>What happens to metadata that does not change how the picture looks.</summary>
    [Id(2)]
    public MetadataPolicy Metadata { get; init; }

    /// <summary>Whether a JPEG result is sequential, for consumers that cannot read progressive files.</summary>
    [Id(3)]
    public bool Baseline { get; init; }

    /// <summary>What happens to a file that decoders read with a warning only.</summary>
    [Id(4)]
    public DamagedPolicy Damaged { get; init; }

    /// <summary>The outputs of each image, <see cref="OutputNames.Main"/> first. Empty for the main output only.</summary>
    [Id(5)]
    public EquatableArray<OutputRequest> Outputs { get; init; }

    /// <summary>How many outputs each image gets.</summary>
    public int OutputsPerItem => Math.Max(1, Outputs.Count);
}

/// <summary>A requested output.</summary>
/// <param name="Name">One of <see cref="OutputNames"/>; unique within the request.</param>
/// <param name="Format">The file format.</param>
[GenerateSerializer, Immutable, Alias("jr.output-request")]
public sealed record OutputRequest([property: Id(0)] string Name, [property: Id(1)] OutputFormat Format);

/// <summary>The file format of an output.</summary>
public enum OutputFormat
{
    /// <summary>That of the source.</summary>
    Keep = 0,

    /// <summary>WebP (RFC 9649).</summary>
    WebP = 1,
}

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

/// <summary>What happens to metadata that does not change how the picture looks. Metadata that does is always kept.</summary>
public enum MetadataPolicy
{
    /// <summary>Removed.</summary>
    Strip = 0,

    /// <summary>Copyright, creator, licence and digital source type are kept; the rest is removed.</summary>
    Rights = 1,

    /// <summary>Kept, as far as the output format can hold it.</summary>
    Keep = 2,
}

/// <summary>What happens to a file that decoders read with a warning only.</summary>
public enum DamagedPolicy
{
    /// <summary>It is kept as it is, with the reason.</summary>
    Keep = 0,

    /// <summary>It is reduced as decoders show it; the damage is then part of the picture.</summary>
    Repair = 1,
}
