using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Comparison;

/// <summary>How the comparison of two image files ended.</summary>
public abstract record ComparisonOutcome
{
    private ComparisonOutcome()
    {
    }

    /// <summary>The pictures were compared.</summary>
    /// <param name="Score">The similarity to the reference; always measured.</param>
    /// <param name="Butteraugli">The distance from the reference, or null if it was not asked for.</param>
    public sealed record Scored(FidelityScore Score, ButteraugliDistance? Butteraugli = null) : ComparisonOutcome;

    /// <summary>The pictures differ in size, as a viewer shows them, and cannot be compared pixel by pixel.</summary>
    public sealed record SizesDiffer : ComparisonOutcome;

    /// <summary>One of the files cannot be compared.</summary>
    /// <param name="Side">Which one; the reference is checked first.</param>
    /// <param name="Failure">Why not.</param>
    public sealed record Refused(ComparedSide Side, ReductionOutcome.Failed Failure) : ComparisonOutcome;
}

/// <summary>One of the two files of a comparison.</summary>
public enum ComparedSide
{
    /// <summary>The original picture.</summary>
    Reference,

    /// <summary>The picture to be measured.</summary>
    Distorted,
}
