using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Interfaces.Jobs;

/// <summary>The state of a job.</summary>
public enum JobState
{
    /// <summary>Accepts more items.</summary>
    Open = 0,

    /// <summary>All items are added; some are pending.</summary>
    Running = 1,

    /// <summary>Every item has ended.</summary>
    Done = 2,

    /// <summary>Cancelled: items that had not ended are not processed.</summary>
    Cancelled = 3,
}

/// <summary>The current state of a job.</summary>
/// <param name="Id">The job.</param>
/// <param name="Spec">Its immutable properties.</param>
/// <param name="State">Its state.</param>
/// <param name="Totals">The totals of its items so far.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="ClosedAt">When its last item ended.</param>
/// <param name="Version">Increases with every change; the argument of <see cref="IJobGrain.WaitAsync"/>.</param>
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
    /// <summary>Whether every item has ended and no more can be added.</summary>
    public bool IsClosed => State is JobState.Done or JobState.Cancelled;
}

/// <summary>The totals of a job's items. They never decrease.</summary>
/// <param name="Items">Items accepted so far.</param>
/// <param name="Reduced">Items that were reduced.</param>
/// <param name="Kept">Items whose source was kept.</param>
/// <param name="Failed">Items that failed.</param>
/// <param name="Cancelled">Items that were cancelled.</param>
/// <param name="Charged">Credits charged to the account.</param>
/// <param name="BytesIn">Bytes of the sources of reduced and kept items.</param>
/// <param name="BytesOut">Bytes of their main outputs.</param>
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

    /// <summary>How many items are pending.</summary>
    public int Pending => Items - Ended;
}
