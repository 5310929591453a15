namespace JpegReducer.Hosting.Nodes;

/// <summary>The node cannot start, for a reason that its operator can mend.</summary>
/// <param name="message">One sentence that says what is wrong and what to do.</param>
/// <param name="inner">What the system said.</param>
public sealed class NodeStartException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the same start may succeed later, with nothing changed: what it needs is away for now. Default: no.</summary>
    public bool MayPass { get; init; }
}
