using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Interfaces.Jobs;

/// <summary>How far a job has come.</summary>
public enum JobState
{
    /// <summary>Takes more items.</summary>
    Open = 0,

    /// <summary>Complete, and at work.</summary>
    Running = 1,

    /// <summary>Every item has ended.</summary>
    Done = 2,

    /// <summary>Cancelled: what had not ended will not be done.</summary>
    Cancelled = 3,
}

/// <summary>A job as it stands.</summary>
/// <param name="Id">The job.</param>
/// <param name="Spec">What was fixed when it was opened.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Totals">What its items came to so far.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="ClosedAt">When its last item ended.</param>
/// <param name="Version">Grows with every change; what a caller shows to <see cref="IJobGrain.WaitAsync"/>.</param>
[GenerateSerializer, Immutable, Alias("jr.job-status")]
public sealed record JobStatus(
    [property: Id(0)] JobId Id,
    [property: Id(1)] JobSpec Spec,
    [property: Id(2)] JobState State,
    [property: Id(3)] JobTotals Totals,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] DateTimeOffset? ClosedAt,
    [property: Id(6)] long Version)
{
    /// <summary>Whether every item has ended and no more can come.</summary>
    public bool IsClosed => State is JobState.Done or JobState.Cancelled;
}

/// <summary>What the items of a job came to. Counts only ever grow.</summary>
/// <param name="Items">All items accepted so far.</param>
/// <param name="Reduced">Ended smaller.</param>
/// <param name="Kept">Ended as they were.</param>
/// <param name="Failed">Ended with a reason.</param>
/// <param name="Cancelled">Never begun.</param>
/// <param name="Charged">Those that count against the account.</param>
/// <param name="BytesIn">Bytes of the sources of reduced and kept items.</param>
/// <param name="BytesOut">Bytes of what is handed out for them.</param>
[GenerateSerializer, Immutable, Alias("jr.job-totals")]
public readonly record struct JobTotals(
    [property: Id(0)] int Items,
    [property: Id(1)] int Reduced,
    [property: Id(2)] int Kept,
    [property: Id(3)] int Failed,
    [property: Id(4)] int Cancelled,
    [property: Id(5)] int Charged,
    [property: Id(6)] long BytesIn,
    [property: Id(7)] long BytesOut)
{
    /// <summary>How many items have ended.</summary>
    public int Ended => Reduced + Kept + Failed + Cancelled;

    /// <summary>How many items have not.</summary>
    public int Pending => Items - Ended;
}
