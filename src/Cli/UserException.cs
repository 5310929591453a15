namespace JpegReducer.Cli;

/// <summary>Ends the command with a sentence for the person who gave it.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">What is wrong and what to do, in a sentence. It is escaped where it is shown.</param>
internal class UserException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;

    /// <summary>What is shown, line by line.</summary>
    public virtual IReadOnlyList<string> Lines => [Message];
}
