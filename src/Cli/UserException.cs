namespace JpegReducer.Cli;

/// <summary>Ends the command with a message for its user.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">What is wrong and what to do, in a sentence. It is escaped when shown.</param>
internal class UserException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;

    /// <summary>The lines to show.</summary>
    public virtual IReadOnlyList<string> Lines => [Message];
}
