namespace JpegReducer.Grains.Resilience;

/// <summary>
/// The clock of a node: the time of day, but monotonic. If the clock of the machine is set back, Orleans activates no grain until it has caught
/// up, and reminders, leases and delays last longer by the same time.
/// </summary>
/// <param name="time">The clock of the machine.</param>
public sealed class ForwardTime(TimeProvider time) : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _latest = time.GetUtcNow();
    private long _latestAt = time.GetTimestamp();

    /// <summary>The time of day of the machine, for actions that must not happen too early.</summary>
    public DateTimeOffset TimeOfDay => time.GetUtcNow();

    /// <summary>How far the time of day is behind this clock; zero if it is not.</summary>
    public TimeSpan SetBackBy => GetUtcNow() - time.GetUtcNow() is var behind && behind > TimeSpan.Zero ? behind : TimeSpan.Zero;

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            long at = time.GetTimestamp();
            DateTimeOffset passed = _latest + time.GetElapsedTime(_latestAt, at), now = time.GetUtcNow();
            (_latest, _latestAt) = (now < passed - Tolerance ? passed : now < _latest ? _latest : now, at);
            return _latest;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);

    /// <summary>Ordinary corrections of a clock: this clock waits until it has caught up.</summary>
    private static TimeSpan Tolerance => TimeSpan.FromSeconds(1);
}
