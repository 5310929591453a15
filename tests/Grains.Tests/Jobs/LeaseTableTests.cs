using System.Net;
using JpegReducer.Grains.Jobs;
using JpegReducer.Interfaces.Dispatch;
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
    public void An_item_that_its_worker_names_stays_its_own()
    {
        _leases.Grant(Item(0), One, Start);
        _leases.Renew(One, [0], Start + Silence);

        Assert.Empty(_leases.ReclaimExpired(Start + Silence + Silence, Silence, _ => false));
    }

    [Fact]
    public void A_hand_out_that_never_arrived_is_taken_back()
    {
        _leases.Grant(Item(0), One, Start);
        _leases.Grant(Item(1), One, Start);
        _leases.Renew(One, [1], Start + Silence); // the worker does not know of item 0

        IReadOnlyList<ReclaimedLease> back = _leases.ReclaimExpired(Start + Silence + TimeSpan.FromTicks(1), Silence, _ => false);

        Assert.Equal([0], back.Select(lost => lost.Item.Sequence));
        Assert.Equal(1, _leases.Count);
    }

    [Fact]
    public void What_a_dead_silo_held_is_taken_back_at_once()
    {
        _leases.Grant(Item(0), One, Start);
        _leases.Grant(Item(1), Two, Start);

        IReadOnlyList<ReclaimedLease> back = _leases.ReclaimExpired(Start, Silence, worker => worker == One);

        Assert.Equal([0], back.Select(lost => lost.Item.Sequence));
    }

    [Fact]
    public void A_worker_gives_back_what_it_was_handed_and_does_not_hold()
    {
        _leases.Grant(Item(0), One, Start);
        _leases.Grant(Item(1), One, Start);
        _leases.Grant(Item(2), Two, Start);

        IReadOnlyList<WorkItem> back = _leases.ReleaseOthers(One, held: [1, 3]);

        Assert.Equal([0], back.Select(item => item.Sequence));
        Assert.Equal(2, _leases.Count);
    }

    [Fact]
    public void A_worker_gives_back_what_is_its_own_and_nothing_else()
    {
        _leases.Grant(Item(0), One, Start);
        _leases.Grant(Item(1), Two, Start);

        IReadOnlyList<WorkItem> back = _leases.Release(One, [0, 1, 2]);

        Assert.Equal([0], back.Select(item => item.Sequence));
        Assert.Equal(1, _leases.Count);
    }

    [Fact]
    public void A_worker_learns_what_has_become_somebody_elses()
    {
        _leases.Grant(Item(0), One, Start);
        _leases.ReclaimExpired(Start + Silence + Silence, Silence, _ => false);
        _leases.Grant(Item(0), Two, Start + Silence + Silence);

        Assert.Equal([0], _leases.Renew(One, [0], Start + Silence + Silence));
    }

    [Fact]
    public void A_worker_may_go_on_with_what_a_moved_job_no_longer_knows()
    {
        Assert.Empty(_leases.Renew(One, [0], Start));
    }

    private static WorkItem Item(int sequence) => new(sequence, "a.jpg", new ItemSource.Remote("https://example.org/a.jpg"));
}
