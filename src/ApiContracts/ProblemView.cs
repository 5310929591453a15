namespace JpegReducer.ApiContracts;

/// <summary>An error in the form of RFC 9457 (<c>application/problem+json</c>).</summary>
public sealed record ProblemView
{
    /// <summary>A URI that names the kind of problem; its last segment is <see cref="Code"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The kind of problem, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong with this request and what to do, for people.</summary>
    public string? Detail { get; init; }

    /// <summary>The kind of problem as a stable code; see <see cref="ProblemCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>
    /// The items of the same request that were added to the job before the problem occurred; <see langword="null"/> where none were.
    /// </summary>
    public IReadOnlyList<AcceptedItem>? Accepted { get; init; }

    /// <summary>The trace of the request, by which it is found in the logs.</summary>
    public string? TraceId { get; init; }
}
