using NetVips;

namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>mozjpeg as its cjpeg runs by default, through libvips, which offers no subsampling but 4:2:0.</summary>
internal sealed class MozjpegEncoder(bool fullChroma) : Encoder
{
    /// <summary>The table that cjpeg takes by default.</summary>
    private const int RobidouxTable = 3;

    public override string Name => fullChroma ? "mozjpeg 4:4:4" : "mozjpeg 4:2:0";

    public override byte[]? Encode(SourcePicture source, int quality)
    {
        using Image image = Image.NewFromBuffer(source.File, access: Enums.Access.Sequential);
        return image.JpegsaveBuffer(
            q: quality,
            interlace: true,
            optimizeCoding: true,
            trellisQuant: true,
            overshootDeringing: true,
            optimizeScans: true,
            quantTable: RobidouxTable,
            subsampleMode: fullChroma ? Enums.ForeignSubsample.Off : Enums.ForeignSubsample.On,
            keep: Enums.ForeignKeep.None);
    }
}
