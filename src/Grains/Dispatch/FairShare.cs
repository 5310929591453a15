using System.Runtime.InteropServices;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Dispatch;

/// <summary>
/// Decides whose item is next: interactive before bulk, then the account with the fewest items at work (max-min fairness),
/// of accounts with as many the one that has waited longest, then that account's jobs in turn. Not thread-safe: it lives inside a grain.
/// </summary>
/// <remarks>
/// Items at work are counted, not items done: an image that takes ten times as long keeps its account's place ten times as long, so
/// that accounts share time. A choice costs O(log n) for n accounts with work (<c>benchmarks/results/dispatch-*.md</c>).
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

    /// <summary>How many items wait.</summary>
    public long Waiting => _interactiveWaiting + _bulkWaiting;

    /// <summary>How many items of an account wait.</summary>
    public long WaitingOf(AccountId account) =>
        _accounts.TryGetValue(account, out AccountLoad? share) ? share.Interactive.Jobs.Concat(share.Bulk.Jobs).Sum(job => (long)job.Waiting) : 0;

    /// <summary>Takes in what a job says of itself: the truth, whatever was counted here.</summary>
    /// <returns>Whether anything waits that did not before.</returns>
    public bool Update(JobBacklog ticket, DateTimeOffset now)
    {
        if (ticket.IsClosed)
        {
            if (_jobs.Remove(ticket.Job, out QueuedJob? gone)) SetWaiting(gone, 0);
            return false;
        }

        if (!_jobs.TryGetValue(ticket.Job, out QueuedJob? job))
        {
            job = new QueuedJob(ticket.Job, ticket.Account, ticket.Priority);
            _jobs.Add(ticket.Job, job);
        }

        bool more = ticket.Waiting > job.Waiting;
        job.HeardAt = now;
        SetWaiting(job, ticket.Waiting);
        return more;
    }

    /// <summary>Counts items into or out of an account's hands.</summary>
    public void AddInHand(AccountId account, int items)
    {
        AccountLoad share = ShareOf(account);
        share.InHand += items;
        _interactive.Changed(share.Interactive);
        _bulk.Changed(share.Bulk);
        Prune(account, share);
    }

    /// <summary>Grants up to <paramref name="free"/> items of any kind, and interactive ones up to <paramref name="freeForInteractive"/>.</summary>
    /// <param name="free">How many items the worker can take.</param>
    /// <param name="freeForInteractive">How many interactive ones.</param>
    /// <param name="workers">
    /// How many workers share what waits: none is granted more than an even part, so that nobody queues items before its slots that
    /// another could begin at once.
    /// </param>
    public WorkGrant[] Grant(int free, int freeForInteractive, int workers = 1)
    {
        Dictionary<JobId, WorkGrant> grants = [];
        int granted = 0;
        long mostInteractive = Math.Min(freeForInteractive, EvenPart(_interactiveWaiting, workers));
        while (granted < mostInteractive) Add(Take(_interactive));
        long mostBulk = Math.Min(free - granted, EvenPart(_bulkWaiting, workers));
        for (long bulk = 0; bulk < mostBulk; bulk++) Add(Take(_bulk));
        return grants.Count == 0 ? [] : [.. grants.Values];

        void Add(QueuedJob job)
        {
            granted++;
            ref WorkGrant grant = ref CollectionsMarshal.GetValueRefOrAddDefault(grants, job.Id, out _);
            grant = new WorkGrant(job.Id, job.Account, job.Priority, grant.Items + 1);
        }
    }

    private static long EvenPart(long waiting, int workers) => (waiting + workers - 1) / workers;

    /// <summary>Takes the item that is next of a priority of which some wait.</summary>
    private QueuedJob Take(FairQueue queue)
    {
        AccountQueue line = queue.First!;
        line.Account.InHand++; // first: an account that has nothing is forgotten
        QueuedJob job = line.Jobs.First!.Value;
        line.Jobs.RemoveFirst();
        line.Jobs.AddLast(job.Place!);
        SetWaiting(job, job.Waiting - 1);

        if (line.Place is not null) queue.Served(line);
        if (queue == _bulk) _interactive.Changed(line.Account.Interactive);
        else _bulk.Changed(line.Account.Bulk);
        return job;
    }

    private void SetWaiting(QueuedJob job, int waiting)
    {
        (job.Priority is JobPriority.Interactive ? ref _interactiveWaiting : ref _bulkWaiting) += waiting - job.Waiting;
        job.Waiting = waiting;

        AccountLoad share = ShareOf(job.Account);
        AccountQueue line = share.Of(job.Priority);
        FairQueue queue = job.Priority is JobPriority.Interactive ? _interactive : _bulk;
        if (waiting > 0 && job.Place is null)
        {
            job.Place = line.Jobs.AddLast(job);
            if (line.Place is null) queue.Add(line);
        }
        else if (waiting == 0 && job.Place is { } place)
        {
            line.Jobs.Remove(place);
            job.Place = null;
            if (line.Jobs.Count == 0) queue.Remove(line);
        }

        Prune(job.Account, share);
    }

    private AccountLoad ShareOf(AccountId account)
    {
        ref AccountLoad? share = ref CollectionsMarshal.GetValueRefOrAddDefault(_accounts, account, out _);
        return share ??= new AccountLoad();
    }

    private void Prune(AccountId account, AccountLoad share)
    {
        if (share.IsEmpty) _accounts.Remove(account);
    }
}
