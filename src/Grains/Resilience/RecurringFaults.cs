using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Resilience;

/// <summary>
/// Limits how often a recurring fault is logged: the caller logs the first occurrence in full; later ones are counted and summarized in one line
/// per minute, until a minute passes without any.
/// </summary>
internal sealed partial class RecurringFaults : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Times, string Error)> _faults = [];
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    public RecurringFaults(TimeProvider time, ILogger<RecurringFaults> logger)
    {
        _logger = logger;
        _timer = time.CreateTimer(_ => Summarize(), null, Period, Period);
    }

    /// <summary>Counts an occurrence. Returns whether the caller should log it: it is the first for at least a minute.</summary>
    /// <param name="fault">The kind of fault as it is logged, from a small set.</param>
    /// <param name="error">The error of this occurrence.</param>
    public bool IsFirst(string fault, string error)
    {
        lock (_gate)
        {
            bool isFirst = !_faults.TryGetValue(fault, out (int Times, string Error) known);
            _faults[fault] = isFirst ? (0, error) : (known.Times + 1, error);
            return isFirst;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Summarize()
    {
        KeyValuePair<string, (int Times, string Error)>[] faults;
        lock (_gate)
        {
            faults = [.. _faults];
            _faults.Clear();
            foreach ((string fault, (int times, string error)) in faults)
            {
                if (times > 0) _faults[fault] = (0, error);
            }
        }

        foreach ((string fault, (int times, string error)) in faults)
        {
            if (times > 0) LogRecurred(fault, times, error);
        }
    }

    [LoggerMessage(2600, LogLevel.Warning, "{Fault}: {Times} more times within a minute, most recently: {Error}")]
    private partial void LogRecurred(string fault, int times, string error);
}
