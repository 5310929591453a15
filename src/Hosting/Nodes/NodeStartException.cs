namespace JpegReducer.Hosting.Nodes;

/// <summary>The node cannot start, for a reason that its operator can fix.</summary>
/// <param name="message">A sentence with the cause and what to do.</param>
/// <param name="inner">The error of the system.</param>
public sealed class NodeStartException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the same start may succeed later without any change: a service that it needs is unavailable. Default: no.</summary>
    public bool IsTransient { get; init; }
}
