using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>The number of rounds in which a picture is measured with the metric.</summary>
internal static class EffortRounds
{
    private const int High = 2;
    private const int Thorough = 8;

    /// <summary>
    /// The number of pixels measured in all rounds together. Larger pictures get fewer rounds, so that a higher effort does not
    /// exceed the time limit of an image (<see cref="ReductionLimits.MaxDuration"/>).
    /// </summary>
    private const long MaxPixels = 200_000_000;

    /// <summary>The rounds for a number of pixels: 0 at normal effort, else at least 1.</summary>
    public static int Count(Effort effort, long pixels)
    {
        int rounds = effort switch { Effort.High => High, Effort.Thorough => Thorough, _ => 0 };
        return (int)Math.Min(rounds, Math.Max(MaxPixels / pixels, 1));
    }
}
