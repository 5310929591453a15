using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Workers;

/// <summary>
/// How many items a worker keeps in hand: two for each slot, so that one is loaded while another is reduced; more where items
/// take milliseconds, so that one round of asking brings enough work for the round; and as many beside as are on their way to a slot
/// and from it while one is reduced (Little's law), so that no slot waits for a customer's slow server.
/// </summary>
/// <param name="slots">How many items are reduced at once.</param>
/// <param name="mostOnTheirWay">How many are held at most because others are slow to come or go.</param>
internal sealed class PrefetchPolicy(int slots, int mostOnTheirWay)
{
    private const int PerSlot = 2;
    private const int MaxPerSlot = 64;
    private const double RoundMilliseconds = 50;
    private const double MinMilliseconds = 0.1;
    private const double Smoothing = 0.1;

    private double _averageMilliseconds = RoundMilliseconds;
    private double _averageMillisecondsOnTheWay;

    /// <summary>Notes an item that has ended.</summary>
    /// <param name="engine">How long the engine worked on it.</param>
    /// <param name="onTheWay">How long it was in hand besides, without its wait for a slot: loading, storing, reporting.</param>
    public void Observe(TimeSpan engine, TimeSpan onTheWay)
    {
        // Two threads may each miss the other's reading; the average does not care.
        Smooth(ref _averageMilliseconds, engine.TotalMilliseconds);
        Smooth(ref _averageMillisecondsOnTheWay, onTheWay.TotalMilliseconds);
    }

    /// <summary>
    /// How many more items of a kind are worth asking for, with <paramref name="held"/> in hand: none until a quarter of the room is free,
    /// so that one round of asking brings several.
    /// </summary>
    public int Room(JobPriority priority, int held)
    {
        int capacity = Capacity(priority), free = capacity - held;
        return free > capacity / 4 ? free : 0;
    }

    /// <summary>How many items of a kind may be in hand. Interactive ones have room of their own beside bulk.</summary>
    public int Capacity(JobPriority priority)
    {
        if (priority is JobPriority.Interactive) return slots * PerSlot * 2;

        double engine = Math.Max(MinMilliseconds, Volatile.Read(ref _averageMilliseconds));
        int atSlots = slots * (int)Math.Clamp(Math.Ceiling(RoundMilliseconds / engine) * PerSlot, PerSlot, MaxPerSlot);
        double onTheWay = slots * Math.Round(Volatile.Read(ref _averageMillisecondsOnTheWay) / engine);
        return atSlots + (int)Math.Clamp(onTheWay, 0, mostOnTheirWay); // two clocks may make it a little less than nothing
    }

    private static void Smooth(ref double average, double reading)
    {
        double before = Volatile.Read(ref average);
        Volatile.Write(ref average, before + (Smoothing * (reading - before)));
    }
}
