using JpegReducer.Benchmarks.RateQuality.Corpora;
using JpegReducer.Benchmarks.RateQuality.Tools;

namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>jpegli's cjpegli, at its defaults except for 4:2:0.</summary>
internal sealed class JpegliEncoder : Encoder
{
    private readonly ExternalTool _cjpegli;

    private JpegliEncoder(ExternalTool cjpegli) => _cjpegli = cjpegli;

    public override string Name => "jpegli";

    public override string Version => _cjpegli.Version;

    /// <summary>Its scale follows butteraugli: low numbers are still good.</summary>
    public override IReadOnlyList<int> Qualities { get; } = [20, 34, 46, 56, 64, 71, 77, 83, 88, 92, 95];

    public static JpegliEncoder? Find() => ExternalTool.Find("cjpegli") is { } tool ? new JpegliEncoder(tool) : null;

    public override byte[] Encode(SourceFile source, int quality) => _cjpegli.Transform(source.Jpeg, ".jpg", (input, output) =>
        [input, output, "-q", $"{quality}", "--chroma_subsampling=420"]);
}
