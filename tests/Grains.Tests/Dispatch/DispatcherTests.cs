using System.Net;
using JpegReducer.Grains.Dispatch;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Dispatch;

public sealed class DispatcherTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly AccountId Ada = new(Guid.NewGuid());

    private readonly Dispatcher _dispatcher = new();
    private readonly Dictionary<WorkerId, int> _answered = [];

    [Fact]
    public void A_small_job_is_spread_over_all_workers_that_are_idle()
    {
        for (int worker = 0; worker < 5; worker++) Ask(Worker(worker), free: 4);

        Announce(waiting: 5);

        Assert.Equal([1, 1, 1, 1, 1], _answered.Values);
        Assert.Equal(0, _dispatcher.Waiting);
    }

    [Fact]
    public void Those_who_have_waited_longest_are_served_and_the_others_wait_on()
    {
        for (int worker = 0; worker < 5; worker++) Ask(Worker(worker), free: 4);

        Announce(waiting: 2);

        Assert.Equal([Worker(0), Worker(1)], _answered.Keys);
    }

    [Fact]
    public void Nothing_waits_while_a_worker_has_room()
    {
        for (int worker = 0; worker < 3; worker++) Ask(Worker(worker), free: 4);

        Announce(waiting: 100);

        Assert.Equal([4, 4, 4], _answered.Values);
    }

    [Fact]
    public void A_worker_that_waits_for_bulk_is_not_disturbed_by_interactive_work()
    {
        Ask(Worker(0), free: 4);

        Announce(waiting: 3, JobPriority.Interactive);

        Assert.Empty(_answered);
    }

    [Fact]
    public void A_worker_that_has_given_up_is_granted_nothing()
    {
        WorkerPull pull = new(Worker(0), Free: 4, FreeForInteractive: 0, Held: []);
        _dispatcher.Pull(pull, Now);
        var place = _dispatcher.Wait(pull, grants => _answered[pull.Worker] = grants.Length);

        Dispatcher.GiveUp(place);
        Announce(waiting: 3);

        Assert.Empty(_answered);
        Assert.Equal(3, _dispatcher.Waiting);
    }

    [Fact]
    public void What_a_lost_worker_asked_for_goes_to_another()
    {
        Ask(Worker(0), free: 4);
        Ask(Worker(1), free: 4);

        _dispatcher.Forget(Worker(0));
        Announce(waiting: 3);

        Assert.Equal([Worker(1)], _answered.Keys);
        Assert.Equal(3, _dispatcher.Workers.Items);
    }

    private static WorkerId Worker(int number) => new(SiloAddress.New(IPAddress.Loopback, 1, number));

    private void Ask(WorkerId worker, int free)
    {
        WorkerPull pull = new(worker, free, FreeForInteractive: 0, Held: []);
        Assert.Empty(_dispatcher.Pull(pull, Now));
        _dispatcher.Wait(pull, grants => _answered[worker] = grants.Sum(grant => grant.Items));
    }

    private void Announce(int waiting, JobPriority priority = JobPriority.Bulk) =>
        _dispatcher.Announce(new JobBacklog(new JobId(Guid.NewGuid()), Ada, priority, waiting, IsClosed: false), Now);
}
