using JpegReducer.Grains.Dispatch;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Dispatch;

public sealed class FairShareTests
{
    private static readonly AccountId Ada = new(Guid.NewGuid());
    private static readonly AccountId Bob = new(Guid.NewGuid());
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly FairShare _shares = new();

    [Fact]
    public void Nothing_is_granted_while_nothing_waits()
    {
        JobId job = Open(Ada, waiting: 0);

        WorkGrant[] grants = _shares.Grant(JobPriority.Bulk, capacity: 4);

        Assert.Empty(grants);
        Assert.Contains(_shares.Jobs, open => open.Id == job);
    }

    [Fact]
    public void At_most_the_waiting_items_are_granted()
    {
        JobId job = Open(Ada, waiting: 3);

        WorkGrant[] grants = _shares.Grant(JobPriority.Bulk, capacity: 10);

        Assert.Equal([new WorkGrant(job, Ada, JobPriority.Bulk, 3)], grants);
        Assert.Empty(_shares.Grant(JobPriority.Bulk, capacity: 10));
    }

    [Fact]
    public void Only_items_of_the_requested_priority_are_granted()
    {
        JobId bulk = Open(Ada, waiting: 100);
        JobId interactive = Open(Ada, waiting: 2, JobPriority.Interactive);

        WorkGrant[] interactiveGrants = _shares.Grant(JobPriority.Interactive, capacity: 4);
        WorkGrant[] bulkGrants = _shares.Grant(JobPriority.Bulk, capacity: 4);

        Assert.Equal([new WorkGrant(interactive, Ada, JobPriority.Interactive, 2)], interactiveGrants);
        Assert.Equal([new WorkGrant(bulk, Ada, JobPriority.Bulk, 4)], bulkGrants);
    }

    [Fact]
    public void A_heartbeat_without_capacity_is_granted_nothing()
    {
        Open(Ada, waiting: 100);

        Assert.Empty(_shares.Grant(JobPriority.Bulk, capacity: 0));
    }

    [Fact]
    public void A_million_images_of_one_account_do_not_delay_ten_of_another()
    {
        Open(Ada, waiting: 1_000_000);
        _shares.Grant(JobPriority.Bulk, capacity: 8); // eight are in flight
        JobId small = Open(Bob, waiting: 10);

        int bobs = Enumerable.Range(0, 8).SelectMany(_ => _shares.Grant(JobPriority.Bulk, capacity: 1)).Count(grant => grant.Job == small);

        Assert.Equal(8, bobs); // until Bob has as many in flight as Ada
    }

    [Fact]
    public void An_account_does_not_get_more_by_opening_more_jobs()
    {
        for (int i = 0; i < 9; i++) Open(Ada, waiting: 100);
        Open(Bob, waiting: 100);

        WorkGrant[] grants = _shares.Grant(JobPriority.Bulk, capacity: 20);

        Assert.Equal(10, grants.Where(grant => grant.Account == Ada).Sum(grant => grant.Items));
        Assert.Equal(10, grants.Where(grant => grant.Account == Bob).Sum(grant => grant.Items));
    }

    [Fact]
    public void The_jobs_of_an_account_are_served_round_robin()
    {
        JobId first = Open(Ada, waiting: 100);
        JobId second = Open(Ada, waiting: 100);

        WorkGrant[] grants = _shares.Grant(JobPriority.Bulk, capacity: 6);

        Assert.Equal(3, grants.Single(grant => grant.Job == first).Items);
        Assert.Equal(3, grants.Single(grant => grant.Job == second).Items);
    }

    [Fact]
    public void Every_account_is_served_even_where_there_are_more_accounts_than_slots()
    {
        JobId[] jobs = [.. Enumerable.Range(0, 5).Select(_ => Open(new AccountId(Guid.NewGuid()), waiting: 100))];

        List<JobId> served = [];
        for (int i = 0; i < 15; i++)
        {
            WorkGrant grant = _shares.Grant(JobPriority.Bulk, capacity: 1).Single();
            _shares.AddInFlight(grant.Account, -1); // ended before the next grant
            served.Add(grant.Job);
        }

        Assert.Equal([.. jobs, .. jobs, .. jobs], served);
    }

    [Fact]
    public void No_worker_is_granted_more_than_an_even_part_of_the_backlog()
    {
        Open(Ada, waiting: 10);

        int[] parts = [.. Enumerable.Range(0, 3).Select(_ => _shares.Grant(JobPriority.Bulk, capacity: 8, workers: 3).Single().Items)];

        Assert.Equal([4, 2, 2], parts);
    }

    [Fact]
    public void The_account_with_the_fewest_items_in_flight_is_always_next()
    {
        Random random = new(1);
        AccountId[] accounts = [.. Enumerable.Range(0, 40).Select(_ => new AccountId(Guid.NewGuid()))];
        JobBacklog[] jobs =
            [.. Enumerable.Range(0, 120)
            .Select(job => new JobBacklog(new JobId(Guid.NewGuid()), accounts[job % 40], (JobPriority)(job % 2), 0, IsClosed: false))];
        int[] waiting = new int[jobs.Length];
        Dictionary<AccountId, int> inFlight = accounts.ToDictionary(account => account, _ => 0);

        for (int step = 0; step < 20_000; step++)
        {
            int job = random.Next(jobs.Length);
            AccountId account = accounts[random.Next(accounts.Length)];
            switch (random.Next(4))
            {
                case 0:
                    bool isClosed = random.Next(5) == 0;
                    waiting[job] = isClosed ? 0 : random.Next(4);
                    _shares.Update(jobs[job] with { Waiting = waiting[job], IsClosed = isClosed }, Now);
                    break;
                case 1 when inFlight[account] > 0:
                    int ended = random.Next(inFlight[account]) + 1;
                    inFlight[account] -= ended;
                    _shares.AddInFlight(account, -ended);
                    break;
                default:
                    JobPriority priority = (JobPriority)random.Next(2);
                    int[] candidates = [.. Enumerable.Range(0, jobs.Length).Where(i => waiting[i] > 0 && jobs[i].Priority == priority)];

                    WorkGrant[] grants = _shares.Grant(priority, capacity: 1);

                    Assert.Equal(candidates.Length > 0, grants.Length > 0);
                    if (grants is not [var grant]) break;
                    Assert.Equal(candidates.Min(i => inFlight[jobs[i].Account]), inFlight[grant.Account]);
                    inFlight[grant.Account]++;
                    waiting[Array.FindIndex(jobs, backlog => backlog.Job == grant.Job)]--;
                    break;
            }

            Assert.Equal(waiting.Sum(), _shares.Waiting);
        }
    }

    [Fact]
    public void An_announcement_replaces_the_counted_backlog()
    {
        JobId job = Open(Ada, waiting: 5);
        _shares.Grant(JobPriority.Bulk, capacity: 5);

        bool hasMore = _shares.Update(new JobBacklog(job, Ada, JobPriority.Bulk, Waiting: 2, IsClosed: false), Now);

        Assert.True(hasMore);
        Assert.Equal(2, _shares.Grant(JobPriority.Bulk, capacity: 5).Single().Items);
    }

    [Fact]
    public void A_closed_job_is_removed()
    {
        JobId job = Open(Ada, waiting: 5);

        _shares.Update(new JobBacklog(job, Ada, JobPriority.Bulk, Waiting: 0, IsClosed: true), Now);

        Assert.Empty(_shares.Jobs);
        Assert.Empty(_shares.Grant(JobPriority.Bulk, capacity: 5));
    }

    [Fact]
    public void Items_of_a_removed_worker_no_longer_count_against_their_account()
    {
        WorkerRegistry workers = new(_shares);
        WorkerId lost = new(SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1));
        Open(Ada, waiting: 100);
        Open(Bob, waiting: 100);
        workers.Heartbeat(lost, [new HeldWork(JobId.New(Now), Ada, 50)], Now);
        Assert.All(_shares.Grant(JobPriority.Bulk, capacity: 50), grant => Assert.Equal(Bob, grant.Account));

        workers.Remove(lost);

        Assert.Equal(50, _shares.Grant(JobPriority.Bulk, capacity: 50).Single(grant => grant.Account == Ada).Items);
    }

    private JobId Open(AccountId account, int waiting, JobPriority priority = JobPriority.Bulk)
    {
        JobId job = new(Guid.NewGuid());
        _shares.Update(new JobBacklog(job, account, priority, waiting, IsClosed: false), Now);
        return job;
    }
}
