namespace JpegReducer.Cli.Node;

/// <summary>A node has stopped instead of starting.</summary>
/// <param name="exitCode">The exit code of this program.</param>
/// <param name="message">The error output of the node, possibly several lines.</param>
internal sealed class NodeStartException(int exitCode, string message) : UserException(exitCode, message)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Lines => Message.Split('\n');
}
