namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>A clock that jumps from event to event. Events of the same time run in the order in which they were scheduled.</summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (double At, long Order)> _events = new();
    private long _order;

    /// <summary>Seconds since the start.</summary>
    public double Now { get; private set; }

    public DateTimeOffset Moment => DateTimeOffset.UnixEpoch.AddSeconds(Now);

    public void After(double seconds, Action action) => _events.Enqueue(action, (Now + seconds, _order++));

    public void RunUntil(double end)
    {
        while (_events.TryPeek(out _, out var next) && next.At < end)
        {
            Now = next.At;
            _events.Dequeue()();
        }

        Now = end;
    }
}
