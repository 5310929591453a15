using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Dispatch;

/// <summary>
/// The dispatcher's decisions, without messages and clocks: a pull is granted its share of the waiting items. Where none wait, the pull is
/// parked until some arrive; parked pulls are served in the order of their arrival. Not thread-safe: it lives inside a grain.
/// </summary>
internal sealed class Dispatcher
{
    private readonly FairShare _shares = new();
    private readonly LinkedList<ParkedPull> _parkedInteractive = new();
    private readonly LinkedList<ParkedPull> _parkedBulk = new();

    /// <summary>Creates a dispatcher without jobs and workers.</summary>
    public Dispatcher() => Workers = new WorkerRegistry(_shares);

    /// <summary>The jobs that have not ended.</summary>
    public IReadOnlyCollection<QueuedJob> Jobs => _shares.Jobs;

    /// <summary>The number of items that wait.</summary>
    public long Waiting => _shares.Waiting;

    /// <summary>The workers and their items in flight.</summary>
    public WorkerRegistry Workers { get; }

    /// <summary>The number of an account's items that wait.</summary>
    public long WaitingOf(AccountId account) => _shares.WaitingOf(account);

    /// <summary>Updates the backlog of a job, and grants new items to parked pulls.</summary>
    public void Announce(JobBacklog backlog, DateTimeOffset now)
    {
        if (!_shares.Update(backlog, now)) return;

        LinkedList<ParkedPull> parked = ParkedOf(backlog.Priority);
        while (parked.First is { } first && Grant(first.Value.Pull) is { Length: > 0 } grants)
        {
            parked.RemoveFirst();
            first.Value.OnGranted(grants);
        }
    }

    /// <summary>Records a worker's heartbeat, and grants it items.</summary>
    public WorkGrant[] Pull(WorkerPull pull, DateTimeOffset now)
    {
        Workers.Heartbeat(pull.Worker, pull.Held, now);
        return Grant(pull);
    }

    /// <summary>Parks a pull that was granted nothing until items arrive.</summary>
    public LinkedListNode<ParkedPull> Park(WorkerPull pull, Action<WorkGrant[]> onGranted) =>
        ParkedOf(pull.Priority).AddLast(new ParkedPull(pull, onGranted));

    /// <summary>Removes a parked pull. Does nothing if items were granted to it.</summary>
    public static void Unpark(LinkedListNode<ParkedPull> node) => node.List?.Remove(node);

    /// <summary>Removes a worker, its items in flight and its parked pulls.</summary>
    public void RemoveWorker(WorkerId worker)
    {
        RemovePulls(_parkedInteractive);
        RemovePulls(_parkedBulk);
        Workers.Remove(worker);

        void RemovePulls(LinkedList<ParkedPull> parked)
        {
            foreach (ParkedPull pull in parked.Where(pull => pull.Pull.Worker == worker).ToArray()) parked.Remove(pull);
        }
    }

    private WorkGrant[] Grant(WorkerPull pull)
    {
        WorkGrant[] grants = _shares.Grant(pull.Priority, pull.Capacity, Workers.Count);
        if (grants.Length > 0) Workers.AddGranted(pull.Worker, grants);
        return grants;
    }

    private LinkedList<ParkedPull> ParkedOf(JobPriority priority) => priority is JobPriority.Interactive ? _parkedInteractive : _parkedBulk;

    /// <summary>A pull that waits for items.</summary>
    internal sealed record ParkedPull(WorkerPull Pull, Action<WorkGrant[]> OnGranted);
}
