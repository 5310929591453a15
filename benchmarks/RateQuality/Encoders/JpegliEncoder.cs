namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>jpegli's cjpegli, at its defaults but for the subsampling.</summary>
internal sealed class JpegliEncoder : Encoder
{
    private readonly ExternalTool _cjpegli;
    private readonly bool _keepsSampling;

    private JpegliEncoder(ExternalTool cjpegli, bool keepsSampling) => (_cjpegli, _keepsSampling) = (cjpegli, keepsSampling);

    public override string Name => _keepsSampling ? "jpegli, the source's sampling" : "jpegli 4:2:0";

    /// <summary>Its scale follows butteraugli: low numbers are still quite good.</summary>
    public override IReadOnlyList<int> Qualities { get; } = [5, 10, 16, 24, 34, 44, 54, 64, 72, 79, 84, 88, 92, 95, 98];

    public static IEnumerable<Encoder> Find() =>
        ExternalTool.Find("cjpegli") is { } tool ? [new JpegliEncoder(tool, keepsSampling: false), new JpegliEncoder(tool, keepsSampling: true)] : [];

    public override byte[]? Encode(SourcePicture source, int quality)
    {
        string sampling = _keepsSampling ? source.Sampling.Replace(":", "", StringComparison.Ordinal) : "420";
        return _cjpegli.Transform(source.File, source.Extension, (input, output) =>
            [input, output, "-q", $"{quality}", $"--chroma_subsampling={sampling}"]);
    }
}
