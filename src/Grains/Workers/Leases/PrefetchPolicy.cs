using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Workers.Leases;

/// <summary>
/// How many items a worker keeps in flight: two for each slot, so that one is loaded while another is reduced; more where items take
/// milliseconds, so that one round of pulling brings enough work for the round; and in addition, by Little's law, as many as are loaded,
/// stored or reported while one is reduced, so that no slot waits for a slow source.
/// </summary>
/// <param name="slots">How many items are reduced at the same time.</param>
/// <param name="maxOutsideSlots">The limit of the additional items for loading, storing and reporting.</param>
internal sealed class PrefetchPolicy(int slots, int maxOutsideSlots)
{
    private const int MinPerSlot = 2;
    private const int MaxPerSlot = 64;
    private const double RoundMilliseconds = 50;
    private const double MinMilliseconds = 0.1;
    private const double Smoothing = 0.1;

    private double _engineMilliseconds = RoundMilliseconds;
    private double _outsideSlotMilliseconds;

    /// <summary>Updates the averages with an item that has ended.</summary>
    /// <param name="engine">The engine's time for it.</param>
    /// <param name="outsideSlot">Its other time in flight, without the wait for a slot: loading, storing, reporting.</param>
    public void Observe(TimeSpan engine, TimeSpan outsideSlot)
    {
        // Concurrent updates may lose a reading, which does not matter to an average.
        Smooth(ref _engineMilliseconds, engine.TotalMilliseconds);
        Smooth(ref _outsideSlotMilliseconds, outsideSlot.TotalMilliseconds);
    }

    /// <summary>
    /// How many more items of a priority to pull with <paramref name="inFlight"/> in flight: 0 until more than a quarter of
    /// <see cref="MaxInFlight"/> is free, so that each pull brings several.
    /// </summary>
    public int FreeCapacity(JobPriority priority, int inFlight)
    {
        int max = MaxInFlight(priority), free = max - inFlight;
        return free > max / 4 ? free : 0;
    }

    /// <summary>How many items of a priority may be in flight. Interactive items have a capacity of their own beside bulk.</summary>
    public int MaxInFlight(JobPriority priority)
    {
        if (priority is JobPriority.Interactive) return slots * MinPerSlot * 2;

        double engine = Math.Max(MinMilliseconds, Volatile.Read(ref _engineMilliseconds));
        int atSlots = slots * (int)Math.Clamp(Math.Ceiling(RoundMilliseconds / engine) * MinPerSlot, MinPerSlot, MaxPerSlot);
        double outsideSlots = slots * Math.Round(Volatile.Read(ref _outsideSlotMilliseconds) / engine);
        return atSlots + (int)Math.Clamp(outsideSlots, 0, maxOutsideSlots); // slightly negative where two clocks disagree
    }

    private static void Smooth(ref double average, double reading)
    {
        double before = Volatile.Read(ref average);
        Volatile.Write(ref average, before + (Smoothing * (reading - before)));
    }
}
