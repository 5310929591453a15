using ImageMagick;
using ImageMagick.Formats;

namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>libjpeg-turbo with optimised tables and progressive scans, through Magick.NET.</summary>
internal sealed class TurboEncoder : Encoder
{
    public override string Name => "libjpeg-turbo 4:2:0";

    public override byte[]? Encode(SourcePicture source, int quality)
    {
        using MagickImage image = new(source.File) { Quality = (uint)quality };
        image.Strip();
        image.Settings.Interlace = Interlace.Jpeg;
        return image.ToByteArray(new JpegWriteDefines { SamplingFactor = JpegSamplingFactor.Ratio420, OptimizeCoding = true });
    }
}
