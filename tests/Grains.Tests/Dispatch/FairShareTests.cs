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
    public void Nothing_is_granted_where_nothing_waits()
    {
        JobId job = Open(Ada, waiting: 0);

        WorkGrant[] grants = _shares.Grant(free: 4, freeForInteractive: 4);

        Assert.Empty(grants);
        Assert.Contains(_shares.Jobs, open => open.Id == job);
    }

    [Fact]
    public void Never_more_is_granted_than_waits()
    {
        JobId job = Open(Ada, waiting: 3);

        WorkGrant[] grants = _shares.Grant(free: 10, freeForInteractive: 10);

        Assert.Equal([new WorkGrant(job, Ada, JobPriority.Bulk, 3)], grants);
        Assert.Empty(_shares.Grant(free: 10, freeForInteractive: 10));
    }

    [Fact]
    public void Interactive_goes_before_bulk()
    {
        Open(Ada, waiting: 100);
        JobId urgent = Open(Ada, waiting: 2, JobPriority.Interactive);

        WorkGrant[] grants = _shares.Grant(free: 2, freeForInteractive: 2);

        Assert.Equal([new WorkGrant(urgent, Ada, JobPriority.Interactive, 2)], grants);
    }

    [Fact]
    public void Room_that_is_kept_for_interactive_is_not_given_to_bulk()
    {
        Open(Ada, waiting: 100);

        Assert.Empty(_shares.Grant(free: 0, freeForInteractive: 4));
    }

    [Fact]
    public void A_million_images_of_one_account_do_not_delay_ten_of_another()
    {
        Open(Ada, waiting: 1_000_000);
        _shares.Grant(free: 8, freeForInteractive: 8); // eight are at work
        JobId small = Open(Bob, waiting: 10);

        int bobs = Enumerable.Range(0, 8).SelectMany(_ => _shares.Grant(free: 1, freeForInteractive: 1)).Count(grant => grant.Job == small);

        Assert.Equal(8, bobs); // until Bob has as many at work as Ada
    }

    [Fact]
    public void An_account_does_not_get_more_by_opening_more_jobs()
    {
        for (int i = 0; i < 9; i++) Open(Ada, waiting: 100);
        Open(Bob, waiting: 100);

        WorkGrant[] grants = _shares.Grant(free: 20, freeForInteractive: 20);

        Assert.Equal(10, grants.Where(grant => grant.Account == Ada).Sum(grant => grant.Items));
        Assert.Equal(10, grants.Where(grant => grant.Account == Bob).Sum(grant => grant.Items));
    }

    [Fact]
    public void The_jobs_of_an_account_take_turns()
    {
        JobId first = Open(Ada, waiting: 100);
        JobId second = Open(Ada, waiting: 100);

        WorkGrant[] grants = _shares.Grant(free: 6, freeForInteractive: 6);

        Assert.Equal(3, grants.Single(grant => grant.Job == first).Items);
        Assert.Equal(3, grants.Single(grant => grant.Job == second).Items);
    }

    [Fact]
    public void Where_there_are_more_accounts_than_slots_each_has_its_turn()
    {
        JobId[] jobs = [.. Enumerable.Range(0, 5).Select(_ => Open(new AccountId(Guid.NewGuid()), waiting: 100))];

        List<JobId> served = [];
        for (int i = 0; i < 15; i++)
        {
            WorkGrant grant = _shares.Grant(free: 1, freeForInteractive: 0).Single();
            _shares.AddInHand(grant.Account, -1); // and has ended before the next
            served.Add(grant.Job);
        }

        Assert.Equal([.. jobs, .. jobs, .. jobs], served);
    }

    [Fact]
    public void Nobody_is_granted_more_than_an_even_part_of_what_waits()
    {
        Open(Ada, waiting: 10);

        int[] parts = [.. Enumerable.Range(0, 3).Select(_ => _shares.Grant(free: 8, freeForInteractive: 8, workers: 3).Single().Items)];

        Assert.Equal([4, 2, 2], parts);
    }

    [Fact]
    public void Room_for_bulk_alone_is_not_given_to_interactive()
    {
        Open(Ada, waiting: 3, JobPriority.Interactive);
        JobId bulk = Open(Bob, waiting: 3);

        WorkGrant[] grants = _shares.Grant(free: 2, freeForInteractive: 0);

        Assert.Equal([new WorkGrant(bulk, Bob, JobPriority.Bulk, 2)], grants);
    }

    [Fact]
    public void Whatever_happens_the_poorest_account_with_work_is_next()
    {
        Random random = new(1);
        AccountId[] accounts = [.. Enumerable.Range(0, 40).Select(_ => new AccountId(Guid.NewGuid()))];
        JobBacklog[] jobs = [.. Enumerable.Range(0, 120).Select(job => new JobBacklog(new JobId(Guid.NewGuid()), accounts[job % 40], (JobPriority)(job % 2), 0, IsClosed: false))];
        int[] waiting = new int[jobs.Length];
        Dictionary<AccountId, int> inHand = accounts.ToDictionary(account => account, _ => 0);

        for (int step = 0; step < 20_000; step++)
        {
            int job = random.Next(jobs.Length);
            AccountId someone = accounts[random.Next(accounts.Length)];
            switch (random.Next(4))
            {
                case 0:
                    bool isClosed = random.Next(5) == 0;
                    waiting[job] = isClosed ? 0 : random.Next(4);
                    _shares.Update(jobs[job] with { Waiting = waiting[job], IsClosed = isClosed }, Now);
                    break;
                case 1 when inHand[someone] > 0:
                    int ended = random.Next(inHand[someone]) + 1;
                    inHand[someone] -= ended;
                    _shares.AddInHand(someone, -ended);
                    break;
                default:
                    JobPriority priority = (JobPriority)random.Next(2);
                    int[] candidates = [.. Enumerable.Range(0, jobs.Length).Where(i => waiting[i] > 0 && jobs[i].Priority == priority)];

                    WorkGrant[] grants = priority is JobPriority.Bulk ? _shares.Grant(1, 0) : _shares.Grant(0, 1);

                    Assert.Equal(candidates.Length > 0, grants.Length > 0);
                    if (grants is not [var grant]) break;
                    Assert.Equal(candidates.Min(i => inHand[jobs[i].Account]), inHand[grant.Account]);
                    inHand[grant.Account]++;
                    waiting[Array.FindIndex(jobs, ticket => ticket.Job == grant.Job)]--;
                    break;
            }

            Assert.Equal(waiting.Sum(), _shares.Waiting);
        }
    }

    [Fact]
    public void What_a_job_says_of_itself_replaces_what_was_counted()
    {
        JobId job = Open(Ada, waiting: 5);
        _shares.Grant(free: 5, freeForInteractive: 5);

        bool more = _shares.Update(new JobBacklog(job, Ada, JobPriority.Bulk, Waiting: 2, IsClosed: false), Now);

        Assert.True(more);
        Assert.Equal(2, _shares.Grant(free: 5, freeForInteractive: 5).Single().Items);
    }

    [Fact]
    public void A_closed_job_is_forgotten()
    {
        JobId job = Open(Ada, waiting: 5);

        _shares.Update(new JobBacklog(job, Ada, JobPriority.Bulk, Waiting: 0, IsClosed: true), Now);

        Assert.Empty(_shares.Jobs);
        Assert.Empty(_shares.Grant(free: 5, freeForInteractive: 5));
    }

    [Fact]
    public void What_a_lost_worker_held_no_longer_counts_against_the_account()
    {
        WorkerRegistry workers = new(_shares);
        WorkerId lost = new(SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1));
        Open(Ada, waiting: 100);
        Open(Bob, waiting: 100);
        workers.Hear(lost, [new HeldWork(JobId.New(Now), Ada, 50)], Now);
        Assert.All(_shares.Grant(free: 50, freeForInteractive: 50), grant => Assert.Equal(Bob, grant.Account));

        workers.Forget(lost);

        Assert.Equal(50, _shares.Grant(free: 50, freeForInteractive: 50).Single(grant => grant.Account == Ada).Items);
    }

    private JobId Open(AccountId account, int waiting, JobPriority priority = JobPriority.Bulk)
    {
        JobId job = new(Guid.NewGuid());
        _shares.Update(new JobBacklog(job, account, priority, waiting, IsClosed: false), Now);
        return job;
    }
}
