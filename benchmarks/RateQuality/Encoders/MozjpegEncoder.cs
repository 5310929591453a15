using JpegReducer.Benchmarks.RateQuality.Corpora;
using NetVips;

namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>mozjpeg at 4:2:0, as its cjpeg runs by default, through libvips.</summary>
internal sealed class MozjpegEncoder : Encoder
{
    /// <summary>The table that cjpeg uses by default.</summary>
    private const int RobidouxTable = 3;

    public override string Name => "mozjpeg";

    public override string Version { get; } =
        $"libvips {NetVips.NetVips.Version(0)}.{NetVips.NetVips.Version(1)}.{NetVips.NetVips.Version(2)}";

    public override IReadOnlyList<int> Qualities { get; } = [35, 48, 58, 66, 72, 78, 83, 87, 91, 94, 96, 98];

    public override byte[] Encode(SourceFile source, int quality)
    {
        using Image image = Image.NewFromBuffer(source.Jpeg, access: Enums.Access.Sequential);
        return image.JpegsaveBuffer(
            q: quality,
            interlace: true,
            optimizeCoding: true,
            trellisQuant: true,
            overshootDeringing: true,
            optimizeScans: true,
            quantTable: RobidouxTable,
            subsampleMode: Enums.ForeignSubsample.On,
            keep: Enums.ForeignKeep.None);
    }
}
