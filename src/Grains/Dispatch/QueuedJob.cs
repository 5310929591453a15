using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Dispatch;

/// <summary>The dispatcher's view of a job.</summary>
internal sealed class QueuedJob(JobId id, AccountId account, JobPriority priority)
{
    /// <summary>The job.</summary>
    public JobId Id => id;

    /// <summary>The account that it belongs to.</summary>
    public AccountId Account => account;

    /// <summary>The queue of its items.</summary>
    public JobPriority Priority => priority;

    /// <summary>How many items can be leased: the last announcement, less what was granted since.</summary>
    public int Waiting { get; set; }

    /// <summary>The time of its last announcement.</summary>
    public DateTimeOffset AnnouncedAt { get; set; }

    /// <summary>Its node in the account's queue; <see langword="null"/> where no items wait.</summary>
    public LinkedListNode<QueuedJob>? Node { get; set; }
}
