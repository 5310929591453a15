using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Dispatch;

/// <summary>What an account has in flight and what it has waiting.</summary>
internal sealed class AccountLoad
{
    /// <summary>Creates the load of an account without items.</summary>
    public AccountLoad() => (Interactive, Bulk) = (new AccountQueue(this), new AccountQueue(this));

    /// <summary>Its interactive jobs.</summary>
    public AccountQueue Interactive { get; }

    /// <summary>Its bulk jobs.</summary>
    public AccountQueue Bulk { get; }

    /// <summary>How many of its items workers have in flight.</summary>
    public int InFlight { get; set; }

    /// <summary>Whether it can be removed.</summary>
    public bool IsEmpty => InFlight == 0 && Interactive.Jobs.Count == 0 && Bulk.Jobs.Count == 0;

    /// <summary>Its jobs of a priority.</summary>
    public AccountQueue QueueOf(JobPriority priority) => priority is JobPriority.Interactive ? Interactive : Bulk;
}
