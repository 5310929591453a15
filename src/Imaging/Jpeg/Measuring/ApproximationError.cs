using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Measuring;

/// <summary>The error bound of an approximated score, in points, as found on photographs and drawings.</summary>
/// <param name="Above">The maximum by which it exceeds the measured score.</param>
/// <param name="Below">The maximum by which it is below the measured score.</param>
internal readonly record struct ApproximationError(double Above, double Below)
{
    /// <summary>The contribution of the sample of tiles, which is seldom too low.</summary>
    private const double TilesAbove = 0.8, TilesBelow = 0.4;

    /// <summary>The contribution of a dense sample.</summary>
    private const double DenseTiles = 0.25;

    /// <summary>
    /// The contribution of the picture at a quarter of its size, at a score of 78. It does not show the effect of halving chroma on single
    /// pixels, and is too high if the chroma of the result is halved in one or both directions.
    /// </summary>
    private const double SameChroma = 0.2, HalvedOnce = 0.45, HalvedTwice = 1.3;

    /// <summary>The same errors make a larger difference at high scores: twice as many points at 88.</summary>
    private const double ReferenceScore = 78, ScoresToDouble = 10, MinFactor = 0.5;

    /// <summary>The error bound.</summary>
    /// <param name="source">The frame of the source.</param>
    /// <param name="result">The frame of the result.</param>
    /// <param name="score">The score that was found.</param>
    /// <param name="isDense">Whether the sample of tiles is dense.</param>
    public static ApproximationError Of(FrameHeader source, FrameHeader result, double score, bool isDense)
    {
        int halvings = (source.MaxHorizontal == result.MaxHorizontal ? 0 : 1) + (source.MaxVertical == result.MaxVertical ? 0 : 1);
        double ofChroma = halvings switch { 0 => SameChroma, 1 => HalvedOnce, _ => HalvedTwice };
        double factor = Math.Max(1 + ((score - ReferenceScore) / ScoresToDouble), MinFactor);
        return new ApproximationError((isDense ? DenseTiles : TilesAbove) + (ofChroma * factor), (isDense ? DenseTiles : TilesBelow) + SameChroma);
    }
}
