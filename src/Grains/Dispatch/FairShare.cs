using System.Runtime.InteropServices;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Dispatch;

/// <summary>
/// Decides which items are granted next: those of the account with the fewest items in flight (max-min fairness), among equals the account
/// that was not served for longest, then its jobs in round-robin order. Not thread-safe: it lives inside a grain.
/// </summary>
/// <remarks>
/// Items in flight are counted, not items done: an image that takes ten times as long counts ten times as long, so that accounts share slot
/// time. A grant costs O(log n) for each item and n accounts with waiting items (<c>benchmarks/results/dispatch-*.md</c>).
/// </remarks>
internal sealed class FairShare
{
    private readonly Dictionary<JobId, QueuedJob> _jobs = [];
    private readonly Dictionary<AccountId, AccountLoad> _accounts = [];
    private readonly FairQueue _interactive = new();
    private readonly FairQueue _bulk = new();
    private long _interactiveWaiting;
    private long _bulkWaiting;

    /// <summary>The jobs that have not ended.</summary>
    public IReadOnlyCollection<QueuedJob> Jobs => _jobs.Values;

    /// <summary>The number of items that wait.</summary>
    public long Waiting => _interactiveWaiting + _bulkWaiting;

    /// <summary>The number of an account's items that wait.</summary>
    public long WaitingOf(AccountId account) =>
        _accounts.TryGetValue(account, out AccountLoad? load)
            ? load.Interactive.Jobs.Concat(load.Bulk.Jobs).Sum(job => (long)job.Waiting)
            : 0;

    /// <summary>Replaces the backlog of a job with what it announced.</summary>
    /// <returns>Whether more items wait than before.</returns>
    public bool Update(JobBacklog backlog, DateTimeOffset now)
    {
        if (backlog.IsClosed)
        {
            if (_jobs.Remove(backlog.Job, out QueuedJob? closed)) SetWaiting(closed, 0);
            return false;
        }

        if (!_jobs.TryGetValue(backlog.Job, out QueuedJob? job))
        {
            job = new QueuedJob(backlog.Job, backlog.Account, backlog.Priority);
            _jobs.Add(backlog.Job, job);
        }

        bool hasMore = backlog.Waiting > job.Waiting;
        job.AnnouncedAt = now;
        SetWaiting(job, backlog.Waiting);
        return hasMore;
    }

    /// <summary>Adds to an account's items in flight; <paramref name="items"/> is negative for items that have ended.</summary>
    public void AddInFlight(AccountId account, int items)
    {
        AccountLoad load = LoadOf(account);
        load.InFlight += items;
        _interactive.Reorder(load.Interactive);
        _bulk.Reorder(load.Bulk);
        RemoveIfEmpty(account, load);
    }

    /// <summary>Grants up to <paramref name="capacity"/> items of a priority, and counts them as in flight.</summary>
    /// <param name="priority">The priority.</param>
    /// <param name="capacity">How many items the worker can take.</param>
    /// <param name="workers">
    /// How many workers share the backlog: none is granted more than an even part, so that no items queue at one worker while another has
    /// free slots.
    /// </param>
    public WorkGrant[] Grant(JobPriority priority, int capacity, int workers = 1)
    {
        long waiting = priority is JobPriority.Interactive ? _interactiveWaiting : _bulkWaiting;
        long items = Math.Min(capacity, EvenPart(waiting, workers));
        if (items <= 0) return [];

        Dictionary<JobId, WorkGrant> grants = [];
        for (long item = 0; item < items; item++)
        {
            QueuedJob job = TakeNext(priority);
            ref WorkGrant grant = ref CollectionsMarshal.GetValueRefOrAddDefault(grants, job.Id, out _);
            grant = new WorkGrant(job.Id, job.Account, job.Priority, grant.Items + 1);
        }

        return [.. grants.Values];
    }

    private static long EvenPart(long waiting, int workers) => (waiting + workers - 1) / workers;

    /// <summary>Takes the next item of a priority that has items waiting.</summary>
    private QueuedJob TakeNext(JobPriority priority)
    {
        (FairQueue queue, FairQueue other) = priority is JobPriority.Interactive ? (_interactive, _bulk) : (_bulk, _interactive);
        AccountQueue account = queue.First!;
        account.Account.InFlight++; // before the backlog shrinks, so that the account is not removed as empty
        QueuedJob job = account.Jobs.First!.Value;
        account.Jobs.RemoveFirst();
        account.Jobs.AddLast(job.Node!);
        SetWaiting(job, job.Waiting - 1);

        if (account.HeapIndex is not null) queue.MoveServedBack(account);
        other.Reorder(account.Account.QueueOf(priority is JobPriority.Interactive ? JobPriority.Bulk : JobPriority.Interactive));
        return job;
    }

    private void SetWaiting(QueuedJob job, int waiting)
    {
        (job.Priority is JobPriority.Interactive ? ref _interactiveWaiting : ref _bulkWaiting) += waiting - job.Waiting;
        job.Waiting = waiting;

        AccountLoad load = LoadOf(job.Account);
        AccountQueue account = load.QueueOf(job.Priority);
        FairQueue queue = job.Priority is JobPriority.Interactive ? _interactive : _bulk;
        if (waiting > 0 && job.Node is null)
        {
            job.Node = account.Jobs.AddLast(job);
            if (account.HeapIndex is null) queue.Add(account);
        }
        else if (waiting == 0 && job.Node is { } node)
        {
            account.Jobs.Remove(node);
            job.Node = null;
            if (account.Jobs.Count == 0) queue.Remove(account);
        }

        RemoveIfEmpty(job.Account, load);
    }

    private AccountLoad LoadOf(AccountId account)
    {
        ref AccountLoad? load = ref CollectionsMarshal.GetValueRefOrAddDefault(_accounts, account, out _);
        return load ??= new AccountLoad();
    }

    private void RemoveIfEmpty(AccountId account, AccountLoad load)
    {
        if (load.IsEmpty) _accounts.Remove(account);
    }
}
