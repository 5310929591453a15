using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Estimation;

/// <summary>What a quality or a mode aims at: the quality scale is that of SSIMULACRA2, the same on every picture.</summary>
internal static class TargetScore
{
    private const int Lossy = 78;
    private const int Glossy = 88;

    /// <summary>Identical pictures score 100: the best that a coarser one can aim at is a little less.</summary>
    private const double Best = 99.5;

    public static double Of(ReductionOptions options) => Math.Min(options.Quality ?? (options.Mode == ReductionMode.Glossy ? Glossy : Lossy), Best);
}
