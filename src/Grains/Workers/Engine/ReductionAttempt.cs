using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Grains.Workers.Engine;

/// <summary>How a run of the engine ended.</summary>
internal abstract record ReductionAttempt
{
    private ReductionAttempt()
    {
    }

    /// <summary>The engine returned an outcome.</summary>
    public sealed record Completed(ReductionOutcome Outcome) : ReductionAttempt;

    /// <summary>The process of the engine died.</summary>
    /// <param name="How">For example <c>signal 9</c>.</param>
    public sealed record ProcessDied(string How) : ReductionAttempt;
}
