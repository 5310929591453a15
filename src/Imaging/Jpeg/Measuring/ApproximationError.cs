using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Measuring;

/// <summary>How far an approximated score may be off, in points, as found on photographs and drawn pictures.</summary>
/// <param name="Above">How much higher than the measured score it may be.</param>
/// <param name="Below">How much lower.</param>
internal readonly record struct ApproximationError(double Above, double Below)
{
    /// <summary>What the sample of tiles contributes: it seldom tells too little.</summary>
    private const double TilesAbove = 0.8, TilesBelow = 0.4;

    /// <summary>What a dense sample contributes.</summary>
    private const double DenseTiles = 0.25;

    /// <summary>
    /// What the picture of a quarter of the size contributes at a score of 78. It does not show what halving chroma does to single
    /// pixels, and so tells too much where the result has half of the source's chroma, one way or both ways.
    /// </summary>
    private const double SameChroma = 0.2, HalvedOnce = 0.45, HalvedTwice = 1.3;

    /// <summary>The same errors are more points at high scores: twice as many at 88.</summary>
    private const double UsualScore = 78, ScoresToDouble = 10, MinFactor = 0.5;

    /// <summary>The error to expect.</summary>
    /// <param name="source">How the source's components lie.</param>
    /// <param name="result">How the result's do.</param>
    /// <param name="score">The score that was found.</param>
    /// <param name="isDense">Whether the sample of tiles is a dense one.</param>
    public static ApproximationError Of(FrameHeader source, FrameHeader result, double score, bool isDense)
    {
        int halvings = (source.MaxHorizontal == result.MaxHorizontal ? 0 : 1) + (source.MaxVertical == result.MaxVertical ? 0 : 1);
        double ofChroma = halvings switch { 0 => SameChroma, 1 => HalvedOnce, _ => HalvedTwice };
        double factor = Math.Max(1 + ((score - UsualScore) / ScoresToDouble), MinFactor);
        return new ApproximationError((isDense ? DenseTiles : TilesAbove) + (ofChroma * factor), (isDense ? DenseTiles : TilesBelow) + SameChroma);
    }
}
