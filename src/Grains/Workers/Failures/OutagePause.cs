namespace JpegReducer.Grains.Workers.Failures;

/// <summary>
/// Keeps a worker from taking items while storage is unavailable: each would be loaded, fail and be released. The pause grows (exponential
/// back-off with full jitter) while attempts fail, and ends with the first that succeeds.
/// </summary>
internal sealed class OutagePause(Backoff backoff, TimeProvider time)
{
    private readonly Lock _gate = new();
    private int _failures;
    private DateTimeOffset _until = DateTimeOffset.MinValue;

    /// <summary>Whether no items are to be taken now.</summary>
    public bool IsOn
    {
        get
        {
            lock (_gate) return time.GetUtcNow() < _until;
        }
    }

    /// <summary>An attempt failed for want of storage. What fails during a pause began before it, and does not prolong it.</summary>
    public void Failed()
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (now >= _until) _until = now + backoff.Delay(++_failures);
        }
    }

    /// <summary>An item was worked on and its result recorded: storage is available.</summary>
    public void Succeeded()
    {
        lock (_gate) (_failures, _until) = (0, DateTimeOffset.MinValue);
    }
}
