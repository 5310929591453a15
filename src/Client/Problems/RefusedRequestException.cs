using JpegReducer.ApiContracts;

namespace JpegReducer.Client.Problems;

/// <summary>Ends a request with a problem. For what shows only deep inside of a body; elsewhere an endpoint returns the problem.</summary>
/// <param name="code">One of <see cref="ProblemCodes"/>.</param>
/// <param name="detail">What is wrong with the request, in a sentence that says what to do.</param>
internal sealed class RefusedRequestException(string code, string detail) : Exception(detail)
{
    /// <summary>One of <see cref="ProblemCodes"/>.</summary>
    public string Code => code;

    /// <summary>A value in the request is missing or wrong.</summary>
    public static RefusedRequestException Invalid(string detail) => new(ProblemCodes.InvalidRequest, detail);

    /// <summary>The body ended before its end.</summary>
    public static RefusedRequestException Incomplete(string detail) => new(ProblemCodes.IncompleteBody, detail);
}
