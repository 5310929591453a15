using JpegReducer.Grains.Resilience;

namespace JpegReducer.Grains.Workers.Failures;

/// <summary>
/// Stops a worker from leasing items while storage is unavailable: each would be loaded, fail and be released. The pause grows (exponential
/// back-off with full jitter) while attempts fail, and ends with the first success.
/// </summary>
internal sealed class OutagePause(Backoff backoff, TimeProvider time)
{
    private readonly Lock _gate = new();
    private int _failures;
    private DateTimeOffset _until = DateTimeOffset.MinValue;

    /// <summary>Whether no items are to be leased now.</summary>
    public bool IsActive
    {
        get
        {
            lock (_gate) return time.GetUtcNow() < _until;
        }
    }

    /// <summary>An attempt failed because of storage. Failures during a pause started before it, and do not extend it.</summary>
    public void ReportFailure()
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (now >= _until) _until = now + backoff.Delay(++_failures);
        }
    }

    /// <summary>The result of an item was recorded: storage is available.</summary>
    public void ReportSuccess()
    {
        lock (_gate) (_failures, _until) = (0, DateTimeOffset.MinValue);
    }
}
