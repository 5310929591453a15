using System.Net;
using JpegReducer.Grains.Workers;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Workers;

public sealed class PrefetchPolicyTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(2, 2)]
    [InlineData(3, 0)]
    [InlineData(4, 0)]
    public void More_is_asked_for_when_a_quarter_of_the_room_is_free(int held, int room)
    {
        PrefetchPolicy workload = new(slots: 2, mostOnTheirWay: 16);

        Assert.Equal(room, workload.Room(JobPriority.Bulk, held));
    }

    [Theory]
    [InlineData(JobPriority.Bulk)]
    [InlineData(JobPriority.Interactive)]
    public void A_silo_without_slots_never_asks(JobPriority priority)
    {
        PrefetchPolicy workload = new(slots: 0, mostOnTheirWay: 16);

        Assert.Equal(0, workload.Room(priority, held: 0));
    }

    [Fact]
    public void Images_of_a_millisecond_are_asked_for_by_dozens()
    {
        PrefetchPolicy workload = new(slots: 1, mostOnTheirWay: 16);

        for (int i = 0; i < 100; i++) workload.Observe(Milliseconds(1), onTheWay: TimeSpan.Zero);

        Assert.Equal(64, workload.Room(JobPriority.Bulk, held: 0));
    }

    [Theory]
    [InlineData(-100, 4)] // by clocks that do not agree
    [InlineData(20, 4)] // loaded and stored while the other one is reduced: nothing more is needed
    [InlineData(100, 6)]
    [InlineData(500, 14)]
    [InlineData(60_000, 20)] // a server that hardly answers does not fill the hands
    public void While_images_are_long_on_their_way_more_are_in_hand_so_that_no_slot_waits_for_them(int millisecondsOnTheWay, int capacity)
    {
        PrefetchPolicy workload = new(slots: 2, mostOnTheirWay: 16);

        for (int i = 0; i < 100; i++) workload.Observe(Milliseconds(100), Milliseconds(millisecondsOnTheWay));

        Assert.Equal(capacity, workload.Capacity(JobPriority.Bulk));
    }

    [Fact]
    public void Each_line_asks_for_its_own_kind_alone()
    {
        WorkerId worker = new(SiloAddress.New(IPAddress.Loopback, 1, 1));

        WorkerPull bulk = ReductionWorker.Ask(worker, JobPriority.Bulk, room: 4, []);
        WorkerPull interactive = ReductionWorker.Ask(worker, JobPriority.Interactive, room: 8, []);

        Assert.Equal((4, 0), (bulk.Free, bulk.FreeForInteractive));
        Assert.Equal((0, 8), (interactive.Free, interactive.FreeForInteractive));
    }

    private static TimeSpan Milliseconds(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
