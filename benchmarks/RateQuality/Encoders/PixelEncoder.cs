using JpegReducer.Imaging.Jpeg.Pixels;
using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>Our own engine from pixels, at its quality scale by estimate, or at measured targets.</summary>
internal sealed class PixelEncoder(Effort effort, bool measured) : Encoder
{
    public override string Name => ReducerEncoder.NameOf(effort, measured);

    public override IReadOnlyList<int> Qualities => ReducerEncoder.Scores;

    public override byte[]? Encode(SourcePicture source, int quality)
    {
        using Image image = Image.NewFromBuffer(source.File, access: Enums.Access.Sequential);
        PixelPicture picture = new(image.WriteToMemory<byte>(), image.Width, image.Height, image.Bands);
        ReductionOptions options = measured ? new() { TargetScore = quality, Effort = effort } : new() { Quality = quality, Effort = effort };
        return JpegEncoder.Encode(picture, options, CancellationToken.None).Bytes.ToArray();
    }
}
