namespace JpegReducer.ServiceDefaults.Logging;

/// <summary>
/// Whether a program is starting, and whether its start was interrupted: errors of an interrupted start are not logged as errors.
/// </summary>
public sealed class StartState
{
    private volatile bool _isStarting;
    private CancellationToken _stopping;
    private CancellationToken _cancelled;

    /// <summary>Whether the program is starting.</summary>
    public bool IsStarting => _isStarting;

    /// <summary>Whether the start was interrupted.</summary>
    public bool IsInterrupted => _isStarting && (_stopping.IsCancellationRequested || _cancelled.IsCancellationRequested);

    /// <summary>The start begins; either token interrupts it.</summary>
    public void Begin(CancellationToken stopping, CancellationToken cancelled)
    {
        (_stopping, _cancelled) = (stopping, cancelled);
        _isStarting = true;
    }

    /// <summary>The program has started.</summary>
    public void End() => _isStarting = false;
}
