using System.Diagnostics.CodeAnalysis;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Workers.Leases;

/// <summary>One attempt of this worker at one item.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification =
    "A source without timer, link or wait handle has nothing to release, and Abandon may be called after the item has ended.")]
internal sealed class InFlightItem(JobId job, AccountId account, JobPriority priority, int sequence)
{
    private readonly CancellationTokenSource _abandoned = new();

    public JobId Job => job;

    public AccountId Account => account;

    public JobPriority Priority => priority;

    /// <summary>The item's number within the job.</summary>
    public int Sequence => sequence;

    /// <summary>How long the item was loaded before a slot was free.</summary>
    public TimeSpan WaitedForSlot { get; set; }

    /// <summary>Cancelled when the result is not needed any more: the item has ended, or is leased to another worker.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>Cancels the attempt.</summary>
    public void Abandon() => _abandoned.Cancel();
}
