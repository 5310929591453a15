namespace JpegReducer.Cli.Node;

/// <summary>The node answers with a problem.</summary>
/// <param name="code">The kind of problem: one of <see cref="ApiContracts.ProblemCodes"/>.</param>
/// <param name="message">What the node says, in a sentence.</param>
internal sealed class RefusedException(string code, string message) : UserException(ExitCodes.Node, message)
{
    public string Code => code;
}
