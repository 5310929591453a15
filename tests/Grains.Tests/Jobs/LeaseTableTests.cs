using System.Net;
using JpegReducer.Grains.Jobs;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Jobs;

public sealed class LeaseTableTests
{
    private static readonly WorkerId One = new(SiloAddress.New(IPAddress.Loopback, 1, 1));
    private static readonly WorkerId Two = new(SiloAddress.New(IPAddress.Loopback, 2, 1));
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private readonly LeaseTable _leases = new();

    [Fact]
    public void A_renewed_lease_does_not_expire()
    {
        _leases.Grant(Item(0), One, Start);
        _leases.Renew(One, [0], Start + Silence);

        Assert.Empty(_leases.ReclaimExpired(Start + Silence + Silence, Silence, _ => false));
    }

    [Fact]
    public void A_lease_that_never_reached_its_worker_is_reclaimed()
    {
        _leases.Grant(Item(0), One, Start);
        _leases.Grant(Item(1), One, Start);
        _leases.Renew(One, [1], Start + Silence); // the worker does not know of item 0

        IReadOnlyList<ReclaimedLease> reclaimed = _leases.ReclaimExpired(Start + Silence + TimeSpan.FromTicks(1), Silence, _ => false);

        Assert.Equal([0], reclaimed.Select(lost => lost.Item.Sequence));
        Assert.Equal(1, _leases.Count);
    }

    [Fact]
    public void Leases_of_a_dead_silo_are_reclaimed_immediately()
    {
        _leases.Grant(Item(0), One, Start);
        _leases.Grant(Item(1), Two, Start);

        IReadOnlyList<ReclaimedLease> reclaimed = _leases.ReclaimExpired(Start, Silence, worker => worker == One);

        Assert.Equal([0], reclaimed.Select(lost => lost.Item.Sequence));
    }

    [Fact]
    public void Leases_that_a_worker_does_not_hold_are_released()
    {
        _leases.Grant(Item(0), One, Start);
        _leases.Grant(Item(1), One, Start);
        _leases.Grant(Item(2), Two, Start);

        IReadOnlyList<WorkItem> reclaimed = _leases.ReleaseOthers(One, held: [1, 3]);

        Assert.Equal([0], reclaimed.Select(item => item.Sequence));
        Assert.Equal(2, _leases.Count);
    }

    [Fact]
    public void A_worker_releases_its_own_leases_only()
    {
        _leases.Grant(Item(0), One, Start);
        _leases.Grant(Item(1), Two, Start);

        IReadOnlyList<WorkItem> reclaimed = _leases.Release(One, [0, 1, 2]);

        Assert.Equal([0], reclaimed.Select(item => item.Sequence));
        Assert.Equal(1, _leases.Count);
    }

    [Fact]
    public void A_worker_learns_which_items_are_leased_to_another_worker()
    {
        _leases.Grant(Item(0), One, Start);
        _leases.ReclaimExpired(Start + Silence + Silence, Silence, _ => false);
        _leases.Grant(Item(0), Two, Start + Silence + Silence);

        Assert.Equal([0], _leases.Renew(One, [0], Start + Silence + Silence));
    }

    [Fact]
    public void A_worker_may_continue_with_items_that_a_moved_job_does_not_know()
    {
        Assert.Empty(_leases.Renew(One, [0], Start));
    }

    private static WorkItem Item(int sequence) => new(sequence, "a.jpg", new ItemSource.Remote("https://example.org/a.jpg"));
}
