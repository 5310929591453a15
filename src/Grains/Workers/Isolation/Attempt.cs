using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Grains.Workers.Isolation;

/// <summary>What came of trying to reduce an image.</summary>
internal abstract record Attempt
{
    private Attempt()
    {
    }

    /// <summary>The engine came to an end.</summary>
    public sealed record Ended(ReductionOutcome Outcome) : Attempt;

    /// <summary>The process died of it.</summary>
    /// <param name="How">Its last words, such as <c>signal 9</c>.</param>
    public sealed record Died(string How) : Attempt;
}
