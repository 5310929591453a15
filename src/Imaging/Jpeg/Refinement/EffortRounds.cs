using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>How often a picture is looked at through the metric.</summary>
internal static class EffortRounds
{
    private const int High = 2;
    private const int Thorough = 8;

    /// <summary>
    /// What is looked at in all rounds together. Larger pictures have fewer rounds, so that more effort does not make a picture
    /// fail that less effort reduces: the time for one image is limited (<see cref="ReductionLimits.MaxDuration"/>).
    /// </summary>
    private const long MaxPixels = 200_000_000;

    /// <summary>The rounds for a picture of so many pixels: none at normal effort, else one at least.</summary>
    public static int Of(Effort effort, long pixels)
    {
        int rounds = effort switch { Effort.High => High, Effort.Thorough => Thorough, _ => 0 };
        return (int)Math.Min(rounds, Math.Max(MaxPixels / pixels, 1));
    }
}
