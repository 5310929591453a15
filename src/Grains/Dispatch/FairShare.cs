using System.Runtime.InteropServices;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Dispatch;

/// <summary>
/// Decides whose item is next: interactive before bulk, then the account with the fewest items at work (max-min fairness),
/// then that account's jobs in turn. Never idle while anything waits. Not thread-safe: it lives inside a grain.
/// </summary>
/// <remarks>A choice costs a pass over the accounts that have work, of which there are few.</remarks>
internal sealed class FairShare
{
    private readonly Dictionary<JobId, QueuedJob> _jobs = [];
    private readonly Dictionary<AccountId, AccountQueues> _accounts = [];

    /// <summary>The jobs that have not ended.</summary>
    public IReadOnlyCollection<QueuedJob> Jobs => _jobs.Values;

    /// <summary>Takes in what a job says of itself: the truth, whatever was counted here.</summary>
    /// <returns>Whether anything waits that did not before.</returns>
    public bool Update(JobTicket ticket, DateTimeOffset now)
    {
        if (ticket.IsClosed)
        {
            if (_jobs.Remove(ticket.Job, out QueuedJob? gone) && _accounts.TryGetValue(gone.Account, out AccountQueues? queues))
            {
                TakeOut(gone, queues.Of(gone.Priority));
                Prune(gone.Account, queues);
            }

            return false;
        }

        if (!_jobs.TryGetValue(ticket.Job, out QueuedJob? job))
        {
            job = new QueuedJob(ticket.Job, ticket.Account, ticket.Priority);
            _jobs.Add(ticket.Job, job);
        }

        bool more = ticket.Waiting > job.Waiting;
        job.Waiting = ticket.Waiting;
        job.HeardAt = now;
        LinkedList<QueuedJob> line = QueuesOf(job.Account).Of(job.Priority);
        if (job.Waiting > 0 && job.Place is null) job.Place = line.AddLast(job);
        if (job.Waiting == 0) TakeOut(job, line);
        return more;
    }

    /// <summary>Counts items into or out of an account's hands.</summary>
    public void AddInHand(AccountId account, int items)
    {
        AccountQueues queues = QueuesOf(account);
        queues.InHand += items;
        Prune(account, queues);
    }

    /// <summary>Grants up to <paramref name="free"/> items of any kind, and interactive ones up to <paramref name="freeForInteractive"/>.</summary>
    public WorkGrant[] Grant(int free, int freeForInteractive)
    {
        Dictionary<JobId, WorkGrant> grants = [];
        int granted = 0;
        while (granted < freeForInteractive && Next(JobPriority.Interactive) is { } job) Add(job);
        while (granted < free && Next(JobPriority.Bulk) is { } job) Add(job);
        return grants.Count == 0 ? [] : [.. grants.Values];

        void Add(QueuedJob job)
        {
            granted++;
            ref WorkGrant grant = ref CollectionsMarshal.GetValueRefOrAddDefault(grants, job.Id, out _);
            grant = new WorkGrant(job.Id, job.Account, job.Priority, grant.Items + 1);
        }
    }

    private QueuedJob? Next(JobPriority priority)
    {
        AccountQueues? poorest = null;
        foreach (AccountQueues queues in _accounts.Values)
        {
            if (queues.Of(priority).Count > 0 && (poorest is null || queues.InHand < poorest.InHand)) poorest = queues;
        }

        if (poorest is null) return null;

        LinkedList<QueuedJob> line = poorest.Of(priority);
        QueuedJob job = line.First!.Value;
        poorest.InHand++;
        job.Waiting--;
        line.RemoveFirst();
        job.Place = job.Waiting > 0 ? line.AddLast(job) : null;
        return job;
    }

    private static void TakeOut(QueuedJob job, LinkedList<QueuedJob> line)
    {
        if (job.Place is { } place) line.Remove(place);
        job.Place = null;
    }

    private AccountQueues QueuesOf(AccountId account)
    {
        ref AccountQueues? queues = ref CollectionsMarshal.GetValueRefOrAddDefault(_accounts, account, out _);
        return queues ??= new AccountQueues();
    }

    private void Prune(AccountId account, AccountQueues queues)
    {
        if (queues is { InHand: 0, IsEmpty: true }) _accounts.Remove(account);
    }

    /// <summary>A job as the dispatcher sees it.</summary>
    internal sealed class QueuedJob(JobId id, AccountId account, JobPriority priority)
    {
        public JobId Id => id;

        public AccountId Account => account;

        public JobPriority Priority => priority;

        /// <summary>How many items it can hand out: what it said last, less what was granted since.</summary>
        public int Waiting { get; set; }

        /// <summary>When it was last heard of.</summary>
        public DateTimeOffset HeardAt { get; set; }

        /// <summary>Its place in its account's line; <see langword="null"/> where nothing waits.</summary>
        public LinkedListNode<QueuedJob>? Place { get; set; }
    }

    private sealed class AccountQueues
    {
        private readonly LinkedList<QueuedJob> _interactive = new();
        private readonly LinkedList<QueuedJob> _bulk = new();

        public int InHand { get; set; }

        public bool IsEmpty => _interactive.Count == 0 && _bulk.Count == 0;

        public LinkedList<QueuedJob> Of(JobPriority priority) => priority is JobPriority.Interactive ? _interactive : _bulk;
    }
}
