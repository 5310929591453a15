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
    private readonly Dictionary<WorkerId, int> _granted = [];

    [Fact]
    public void A_small_job_is_spread_over_all_idle_workers()
    {
        for (int worker = 0; worker < 5; worker++) Park(Worker(worker), capacity: 4);

        Announce(waiting: 5);

        Assert.Equal([1, 1, 1, 1, 1], _granted.Values);
        Assert.Equal(0, _dispatcher.Waiting);
    }

    [Fact]
    public void Pulls_that_have_waited_longest_are_served_first()
    {
        for (int worker = 0; worker < 5; worker++) Park(Worker(worker), capacity: 4);

        Announce(waiting: 2);

        Assert.Equal([Worker(0), Worker(1)], _granted.Keys);
    }

    [Fact]
    public void Items_are_granted_up_to_the_capacity_of_every_worker()
    {
        for (int worker = 0; worker < 3; worker++) Park(Worker(worker), capacity: 4);

        Announce(waiting: 100);

        Assert.Equal([4, 4, 4], _granted.Values);
    }

    [Fact]
    public void A_pull_for_bulk_is_not_granted_interactive_items()
    {
        Park(Worker(0), capacity: 4);

        Announce(waiting: 3, JobPriority.Interactive);

        Assert.Empty(_granted);
    }

    [Fact]
    public void A_pull_that_has_returned_is_granted_nothing()
    {
        WorkerPull pull = new(Worker(0), JobPriority.Bulk, Capacity: 4, Held: []);
        _dispatcher.Pull(pull, Now);
        var parked = _dispatcher.Park(pull, grants => _granted[pull.Worker] = grants.Length);

        Dispatcher.Unpark(parked);
        Announce(waiting: 3);

        Assert.Empty(_granted);
        Assert.Equal(3, _dispatcher.Waiting);
    }

    [Fact]
    public void Items_are_granted_to_another_worker_after_a_worker_was_removed()
    {
        Park(Worker(0), capacity: 4);
        Park(Worker(1), capacity: 4);

        _dispatcher.RemoveWorker(Worker(0));
        Announce(waiting: 3);

        Assert.Equal([Worker(1)], _granted.Keys);
        Assert.Equal(3, _dispatcher.Workers.InFlight);
    }

    private static WorkerId Worker(int number) => new(SiloAddress.New(IPAddress.Loopback, 1, number));

    private void Park(WorkerId worker, int capacity)
    {
        WorkerPull pull = new(worker, JobPriority.Bulk, capacity, Held: []);
        Assert.Empty(_dispatcher.Pull(pull, Now));
        _dispatcher.Park(pull, grants => _granted[worker] = grants.Sum(grant => grant.Items));
    }

    private void Announce(int waiting, JobPriority priority = JobPriority.Bulk) =>
        _dispatcher.Announce(new JobBacklog(new JobId(Guid.NewGuid()), Ada, priority, waiting, IsClosed: false), Now);
}
