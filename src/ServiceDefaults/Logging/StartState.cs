namespace JpegReducer.ServiceDefaults.Logging;

/// <summary>Whether a program is starting, and was told to stop meanwhile. What a start that ends early runs into is no error to be logged.</summary>
public sealed class StartState
{
    private volatile bool _isStarting;
    private CancellationToken _stopping;
    private CancellationToken _cancelled;

    /// <summary>Whether the program has not yet started.</summary>
    public bool IsStarting => _isStarting;

    /// <summary>Whether the start is being broken off.</summary>
    public bool IsInterrupted => _isStarting && (_stopping.IsCancellationRequested || _cancelled.IsCancellationRequested);

    /// <summary>The start begins; either token breaks it off.</summary>
    public void Begin(CancellationToken stopping, CancellationToken cancelled)
    {
        (_stopping, _cancelled) = (stopping, cancelled);
        _isStarting = true;
    }

    /// <summary>The program has started.</summary>
    public void End() => _isStarting = false;
}
