namespace JpegReducer.ApiContracts;

/// <summary>An error as RFC 9457 writes it (<c>application/problem+json</c>).</summary>
public sealed record ProblemView
{
    /// <summary>A URI that names the kind of problem; its last segment is <see cref="Code"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The kind of problem, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong with this request, in a sentence that says what to do.</summary>
    public string? Detail { get; init; }

    /// <summary>The kind of problem as a stable word; see <see cref="ProblemCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>The items of the same request that were added to the job before the problem occurred; <see langword="null"/> where none were.</summary>
    public IReadOnlyList<AcceptedItem>? Accepted { get; init; }

    /// <summary>To find the request in the logs.</summary>
    public string? TraceId { get; init; }
}
