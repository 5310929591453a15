using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Dispatch;

/// <summary>What an account has in hand and what it has waiting.</summary>
internal sealed class AccountLoad
{
    /// <summary>Creates the share of an account that has nothing yet.</summary>
    public AccountLoad() => (Interactive, Bulk) = (new AccountQueue(this), new AccountQueue(this));

    /// <summary>Its interactive jobs.</summary>
    public AccountQueue Interactive { get; }

    /// <summary>Its bulk jobs.</summary>
    public AccountQueue Bulk { get; }

    /// <summary>How many items workers hold.</summary>
    public int InHand { get; set; }

    /// <summary>Whether it can be forgotten.</summary>
    public bool IsEmpty => InHand == 0 && Interactive.Jobs.Count == 0 && Bulk.Jobs.Count == 0;

    /// <summary>Its jobs of a priority.</summary>
    public AccountQueue Of(JobPriority priority) => priority is JobPriority.Interactive ? Interactive : Bulk;
}

/// <summary>An account's jobs of one priority that have items waiting, the next one first.</summary>
internal sealed class AccountQueue(AccountLoad account)
{
    /// <summary>Whose jobs they are.</summary>
    public AccountLoad Account => account;

    /// <summary>The jobs.</summary>
    public LinkedList<QueuedJob> Jobs { get; } = new();

    /// <summary>When it last had its turn or began to wait; kept by <see cref="FairQueue"/>.</summary>
    public long Turn { get; set; }

    /// <summary>Where it is in <see cref="FairQueue"/>; <see langword="null"/> where nothing waits.</summary>
    public int? Place { get; set; }
}

/// <summary>A job as the dispatcher sees it.</summary>
internal sealed class QueuedJob(JobId id, AccountId account, JobPriority priority)
{
    /// <summary>The job.</summary>
    public JobId Id => id;

    /// <summary>Whose it is.</summary>
    public AccountId Account => account;

    /// <summary>Which line it waits in.</summary>
    public JobPriority Priority => priority;

    /// <summary>How many items it can hand out: what it said last, less what was granted since.</summary>
    public int Waiting { get; set; }

    /// <summary>When it was last heard of.</summary>
    public DateTimeOffset HeardAt { get; set; }

    /// <summary>Its place in its account's line; <see langword="null"/> where nothing waits.</summary>
    public LinkedListNode<QueuedJob>? Place { get; set; }
}
