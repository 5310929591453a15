namespace JpegReducer.Cli.Node;

/// <summary>The node's program has ended instead of starting.</summary>
/// <param name="exitCode">What the node's own exit code is as one of this program.</param>
/// <param name="message">What it said, which may be several lines.</param>
internal sealed class NodeStartException(int exitCode, string message) : UserException(exitCode, message)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Lines => Message.Split('\n');
}
