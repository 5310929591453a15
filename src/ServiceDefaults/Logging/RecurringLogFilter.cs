namespace JpegReducer.ServiceDefaults.Logging;

/// <summary>
/// Decides which warnings and errors are written: of a fault that recurs one entry a minute, and how many more there were. Faults that come with
/// an exception are told apart by their event and the exceptions' types; others also by their message, of which a few are written each minute.
/// </summary>
internal sealed class RecurringLogFilter(TimeProvider time)
{
    /// <summary>Messages without an exception, such as one for each of several jobs, that are written in a minute.</summary>
    private const int MessagesOfOneEvent = 5;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<FaultKey, Window> _windows = [];

    /// <summary>Whether an entry is to be written; otherwise it is counted.</summary>
    public bool IsWritten(FaultKey key, string message)
    {
        lock (_gate)
        {
            if (!_windows.TryGetValue(key, out Window? window)) _windows[key] = window = new Window(time.GetTimestamp());
            int limit = key.HasException ? 1 : MessagesOfOneEvent;
            if (window.Written.Count < limit && window.Written.Add(message)) return true;

            window.Suppressed++;
            window.Latest = message;
            return false;
        }
    }

    /// <summary>Ends the minutes that are over; the answer is what was counted in them.</summary>
    public IReadOnlyList<(FaultKey Key, int Times, string Latest)> TakeRecurred(bool isEnd = false)
    {
        lock (_gate)
        {
            List<(FaultKey, int, string)> recurred = [];
            foreach ((FaultKey key, Window window) in _windows.ToArray())
            {
                if (!isEnd && time.GetElapsedTime(window.Began) < Period) continue;

                if (window.Suppressed == 0)
                {
                    _windows.Remove(key);
                    continue;
                }

                // What goes on is not written anew: the summary stands for it.
                recurred.Add((key, window.Suppressed, window.Latest));
                _windows[key] = new Window(time.GetTimestamp()) { Written = window.Written };
            }

            return recurred;
        }
    }

    private sealed class Window(long began)
    {
        public long Began { get; } = began;

        public HashSet<string> Written { get; init; } = [];

        public int Suppressed { get; set; }

        public string Latest { get; set; } = "";
    }
}

/// <summary>A kind of fault.</summary>
internal readonly record struct FaultKey(string Category, Microsoft.Extensions.Logging.LogLevel Level, int EventId, string? EventName, Type? Exception, Type? Cause)
{
    public bool HasException => Exception is not null;
}
