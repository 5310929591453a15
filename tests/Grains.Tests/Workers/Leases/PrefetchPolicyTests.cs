using JpegReducer.Grains.Workers.Leases;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Workers.Leases;

public sealed class PrefetchPolicyTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(2, 2)]
    [InlineData(3, 0)]
    [InlineData(4, 0)]
    public void Items_are_pulled_when_more_than_a_quarter_of_the_capacity_is_free(int inFlight, int capacity)
    {
        PrefetchPolicy prefetch = new(slots: 2, maxOutsideSlots: 16);

        Assert.Equal(capacity, prefetch.FreeCapacity(JobPriority.Bulk, inFlight));
    }

    [Theory]
    [InlineData(JobPriority.Bulk)]
    [InlineData(JobPriority.Interactive)]
    public void A_silo_without_slots_pulls_nothing(JobPriority priority)
    {
        PrefetchPolicy prefetch = new(slots: 0, maxOutsideSlots: 16);

        Assert.Equal(0, prefetch.FreeCapacity(priority, inFlight: 0));
    }

    [Fact]
    public void Images_of_a_millisecond_are_pulled_by_dozens()
    {
        PrefetchPolicy prefetch = new(slots: 1, maxOutsideSlots: 16);

        for (int i = 0; i < 100; i++) prefetch.Observe(Milliseconds(1), outsideSlot: TimeSpan.Zero);

        Assert.Equal(64, prefetch.FreeCapacity(JobPriority.Bulk, inFlight: 0));
    }

    [Theory]
    [InlineData(-100, 4)] // two clocks disagree
    [InlineData(20, 4)] // shorter than the reduction of the other image of the slot
    [InlineData(100, 6)]
    [InlineData(500, 14)]
    [InlineData(60_000, 20)] // limited, however slow the source is
    public void Images_that_take_long_to_load_or_store_raise_the_prefetch(int millisecondsOutsideSlot, int max)
    {
        PrefetchPolicy prefetch = new(slots: 2, maxOutsideSlots: 16);

        for (int i = 0; i < 100; i++) prefetch.Observe(Milliseconds(100), Milliseconds(millisecondsOutsideSlot));

        Assert.Equal(max, prefetch.MaxInFlight(JobPriority.Bulk));
    }

    private static TimeSpan Milliseconds(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
