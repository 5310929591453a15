namespace JpegReducer.Cli.Node;

/// <summary>The node's program has ended instead of starting.</summary>
/// <param name="message">What it said, which may be several lines.</param>
internal sealed class NodeStartException(string message) : UserException(ExitCodes.Node, message)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Lines => Message.Split('\n');
}
