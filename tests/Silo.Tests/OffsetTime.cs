namespace JpegReducer.Silo.Tests;

/// <summary>
/// The system's clock with an offset in the past: timers run normally, only the time of day differs. It is never ahead of the true time:
/// Orleans numbers silo generations by it, and a generation from the future would make later silos look dead.
/// </summary>
internal sealed class OffsetTime : TimeProvider
{
    private static readonly TimeSpan Behind = TimeSpan.FromDays(50);

    private long _elapsed;

    public TimeSpan Elapsed
    {
        get => new(Interlocked.Read(ref _elapsed));
        set => Interlocked.Exchange(ref _elapsed, value.Ticks);
    }

    /// <summary>Sets the clock forward.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref _elapsed, time.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - Behind + Elapsed;
}
