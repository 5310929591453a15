namespace JpegReducer.ApiContracts.Client;

/// <summary>A request of <see cref="JpegReducerClient"/> failed. The message is a sentence for the user of a program.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="inner">The cause.</param>
public abstract class JpegReducerClientException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The node rejected a request with a problem.</summary>
/// <param name="problem">The problem.</param>
public sealed class ApiProblemException(ProblemView problem)
    : JpegReducerClientException($"{problem.Title}: {problem.Detail} ({problem.Code})")
{
    /// <summary>The problem.</summary>
    public ProblemView Problem => problem;

    /// <summary>The kind of problem: one of <see cref="ProblemCodes"/>.</summary>
    public string Code => problem.Code;
}

/// <summary>The node could not be reached, or did not respond in time, until <see cref="JpegReducerClient.RetryTime"/> was over.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="inner">The cause.</param>
public sealed class NodeUnreachableException(string message, Exception inner) : JpegReducerClientException(message, inner);

/// <summary>A response was received that no node sends: the address is that of another server.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="inner">The cause.</param>
public sealed class UnexpectedResponseException(string message, Exception? inner = null) : JpegReducerClientException(message, inner);
