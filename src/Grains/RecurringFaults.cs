using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains;

/// <summary>
/// Keeps a fault that recurs from filling the log: its first occurrence is the caller's to log in full; those that follow are counted, and
/// logged once a minute as one line, until a minute passes without any.
/// </summary>
internal sealed partial class RecurringFaults : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Times, string Why)> _faults = [];
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    /// <summary>Begins to summarize.</summary>
    public RecurringFaults(TimeProvider time, ILogger<RecurringFaults> logger)
    {
        _logger = logger;
        _timer = time.CreateTimer(_ => Summarize(), null, Period, Period);
    }

    /// <summary>Counts an occurrence; <see langword="true"/> where the caller is to log it, because it is the first for a while.</summary>
    /// <param name="fault">What kind of fault it is, in words for the log; one of a few.</param>
    /// <param name="why">This occurrence in particular.</param>
    public bool IsFirst(string fault, string why)
    {
        lock (_gate)
        {
            bool isFirst = !_faults.TryGetValue(fault, out (int Times, string Why) known);
            _faults[fault] = isFirst ? (0, why) : (known.Times + 1, why);
            return isFirst;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Summarize()
    {
        KeyValuePair<string, (int Times, string Why)>[] faults;
        lock (_gate)
        {
            faults = [.. _faults];
            _faults.Clear();
            foreach ((string fault, (int times, string why)) in faults)
            {
                if (times > 0) _faults[fault] = (0, why);
            }
        }

        foreach ((string fault, (int times, string why)) in faults)
        {
            if (times > 0) LogRecurred(fault, times, why);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Fault}: {Times} more times within a minute, most recently: {Why}")]
    private partial void LogRecurred(string fault, int times, string why);
}
