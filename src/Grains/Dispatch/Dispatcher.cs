using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Dispatch;

/// <summary>
/// What the dispatcher decides, without messages and clocks: a pull is granted what is its part of what waits, and where nothing
/// waits it waits itself; the first to come is the first to be served. Not thread-safe: it lives inside a grain.
/// </summary>
internal sealed class Dispatcher
{
    private readonly FairShare _shares = new();
    private readonly LinkedList<IdlePull> _idleForInteractive = new();
    private readonly LinkedList<IdlePull> _idleForBulk = new();

    /// <summary>Creates a dispatcher that knows of nothing.</summary>
    public Dispatcher() => Workers = new WorkerRegistry(_shares);

    /// <summary>The jobs that have not ended.</summary>
    public IReadOnlyCollection<QueuedJob> Jobs => _shares.Jobs;

    /// <summary>How many items wait.</summary>
    public long Waiting => _shares.Waiting;

    /// <summary>How many items of an account wait.</summary>
    public long WaitingOf(AccountId account) => _shares.WaitingOf(account);

    /// <summary>What is in whose hands.</summary>
    public WorkerRegistry Workers { get; }

    /// <summary>A job speaks for itself; pulls that wait get what it has.</summary>
    public void Announce(JobBacklog ticket, DateTimeOffset now)
    {
        if (!_shares.Update(ticket, now)) return;

        LinkedList<IdlePull> idle = ticket.Priority is JobPriority.Interactive ? _idleForInteractive : _idleForBulk;
        while (idle.First is { } first && Grant(first.Value.Pull) is { Length: > 0 } grants)
        {
            idle.RemoveFirst();
            first.Value.Answer(grants);
        }
    }

    /// <summary>A worker says what it holds and asks for more.</summary>
    public WorkGrant[] Pull(WorkerPull pull, DateTimeOffset now)
    {
        Workers.Hear(pull.Worker, pull.Held, now);
        return Grant(pull);
    }

    /// <summary>Keeps a pull that was granted nothing until there is something for it.</summary>
    public LinkedListNode<IdlePull> Wait(WorkerPull pull, Action<WorkGrant[]> answer) =>
        (pull.Free > 0 ? _idleForBulk : _idleForInteractive).AddLast(new IdlePull(pull, answer));

    /// <summary>A pull waits no longer.</summary>
    public static void GiveUp(LinkedListNode<IdlePull> place) => place.List?.Remove(place);

    /// <summary>A worker is gone, with all it held and asked for.</summary>
    public void Forget(WorkerId worker)
    {
        RemoveOf(_idleForInteractive);
        RemoveOf(_idleForBulk);
        Workers.Forget(worker);

        void RemoveOf(LinkedList<IdlePull> idle)
        {
            foreach (IdlePull gone in idle.Where(pull => pull.Pull.Worker == worker).ToArray()) idle.Remove(gone);
        }
    }

    private WorkGrant[] Grant(WorkerPull pull)
    {
        WorkGrant[] grants = _shares.Grant(pull.Free, pull.FreeForInteractive, Workers.Count);
        if (grants.Length > 0) Workers.Granted(pull.Worker, grants);
        return grants;
    }

    /// <summary>A pull that waits.</summary>
    internal sealed record IdlePull(WorkerPull Pull, Action<WorkGrant[]> Answer);
}
