using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Workers;

/// <summary>
/// How many items a worker keeps in hand: two for each slot, so that one is loaded while another is reduced; more where items
/// take milliseconds, so that one round of asking brings enough work for the round.
/// </summary>
internal sealed class Workload(int slots)
{
    private const int PerSlot = 2;
    private const int MostPerSlot = 64;
    private const double RoundMilliseconds = 50;
    private const double Smoothing = 0.1;

    private double _averageMilliseconds = RoundMilliseconds;

    /// <summary>Notes how long the engine worked on an item.</summary>
    public void Observe(double milliseconds)
    {
        // Two threads may each miss the other's reading; the average does not care.
        double average = Volatile.Read(ref _averageMilliseconds);
        Volatile.Write(ref _averageMilliseconds, average + (Smoothing * (milliseconds - average)));
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
    public int Capacity(JobPriority priority) => priority is JobPriority.Interactive
        ? slots * PerSlot * 2
        : slots * (int)Math.Clamp(Math.Ceiling(RoundMilliseconds / Math.Max(0.1, Volatile.Read(ref _averageMilliseconds))) * PerSlot, PerSlot, MostPerSlot);
}
