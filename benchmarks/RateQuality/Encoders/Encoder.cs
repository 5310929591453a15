using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>A way to make a JPEG smaller at a chosen quality.</summary>
internal abstract class Encoder
{
    private static readonly int[] UsualQualities = [25, 35, 45, 55, 62, 68, 74, 79, 84, 88, 91, 94, 96, 98];

    /// <summary>How the table calls it.</summary>
    public abstract string Name { get; }

    /// <summary>The qualities tried, on the encoder's own scale.</summary>
    public virtual IReadOnlyList<int> Qualities => UsualQualities;

    /// <summary>Reduces a picture, decoding included; <see langword="null"/> where the encoder keeps the source.</summary>
    public abstract byte[]? Encode(SourcePicture source, int quality);

    /// <summary>All that can run here. The first is what the others are compared with.</summary>
    /// <param name="fromPixels">Whether they begin with pixels instead of JPEG files.</param>
    public static IReadOnlyList<Encoder> All(bool fromPixels) =>
    [
        new MozjpegEncoder(fullChroma: false),
        new MozjpegEncoder(fullChroma: true),
        new TurboEncoder(),
        .. JpegliEncoder.Find(),
        .. fromPixels ? [] : JpegoptimEncoder.Find(),
        .. ((Effort Effort, bool Measured)[])[(Effort.Normal, false), (Effort.Normal, true), (Effort.High, false),
            (Effort.Thorough, false)] is var ways && fromPixels
            ? ways.Select(way => (Encoder)new PixelEncoder(way.Effort, way.Measured))
            : ways.Select(way => (Encoder)new ReducerEncoder(way.Effort, way.Measured)),
    ];
}
