namespace JpegReducer.ServiceDefaults.Logging;

/// <summary>
/// Rate-limits warnings and errors: of a recurring fault, one entry is logged per minute, and the number of suppressed ones. Faults with an
/// exception are distinguished by their event and the types of the exceptions, other faults also by their message: a few different messages
/// are logged per minute.
/// </summary>
internal sealed class RecurringLogFilter(TimeProvider time)
{
    /// <summary>Different messages of one event without an exception, such as one per job, that are logged per minute.</summary>
    private const int MaxMessagesPerEvent = 5;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<FaultKey, Window> _windows = [];

    /// <summary>Whether to log an entry; otherwise it is counted as suppressed.</summary>
    public bool ShouldLog(FaultKey key, string message)
    {
        lock (_gate)
        {
            if (!_windows.TryGetValue(key, out Window? window)) _windows[key] = window = new Window(time.GetTimestamp());
            int limit = key.HasException ? 1 : MaxMessagesPerEvent;
            if (window.Logged.Count < limit && window.Logged.Add(message)) return true;

            window.Suppressed++;
            window.Latest = message;
            return false;
        }
    }

    /// <summary>Ends the windows that are over, and returns the suppressed entries of each.</summary>
    public IReadOnlyList<(FaultKey Key, int Times, string Latest)> TakeSuppressed(bool isEnd = false)
    {
        lock (_gate)
        {
            List<(FaultKey, int, string)> suppressed = [];
            foreach ((FaultKey key, Window window) in _windows.ToArray())
            {
                if (!isEnd && time.GetElapsedTime(window.Began) < Period) continue;

                if (window.Suppressed == 0)
                {
                    _windows.Remove(key);
                    continue;
                }

                // Messages that were logged are not logged again while the fault recurs: the summary reports them.
                suppressed.Add((key, window.Suppressed, window.Latest));
                _windows[key] = new Window(time.GetTimestamp()) { Logged = window.Logged };
            }

            return suppressed;
        }
    }

    private sealed class Window(long began)
    {
        public long Began { get; } = began;

        public HashSet<string> Logged { get; init; } = [];

        public int Suppressed { get; set; }

        public string Latest { get; set; } = "";
    }
}

/// <summary>A kind of fault.</summary>
internal readonly record struct FaultKey(
    string Category, Microsoft.Extensions.Logging.LogLevel Level, int EventId, string? EventName, Type? Exception, Type? Cause)
{
    public bool HasException => Exception is not null;
}
