using System.Collections.Frozen;
using System.Diagnostics;
using JpegReducer.ApiContracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JpegReducer.Client.Api.Native.Problems;

/// <summary>Builds the problems (RFC 9457) of the native API.</summary>
internal static class NativeProblem
{
    private const string TypeBase = "https://jpegreducer.org/problems/";

    private static readonly FrozenDictionary<string, (int Status, string Title)> Kinds = new Dictionary<string, (int, string)>
    {
        [ProblemCodes.InvalidRequest] = (StatusCodes.Status400BadRequest, "Invalid request"),
        [ProblemCodes.IncompleteBody] = (StatusCodes.Status400BadRequest, "Incomplete body"),
        [ProblemCodes.Unauthorized] = (StatusCodes.Status401Unauthorized, "API key required"),
        [ProblemCodes.QuotaExceeded] = (StatusCodes.Status402PaymentRequired, "Monthly quota exceeded"),
        [ProblemCodes.Forbidden] = (StatusCodes.Status403Forbidden, "Forbidden"),
        [ProblemCodes.NotFound] = (StatusCodes.Status404NotFound, "Not found"),
        [ProblemCodes.MethodNotAllowed] = (StatusCodes.Status405MethodNotAllowed, "Method not allowed"),
        [ProblemCodes.RequestTimeout] = (StatusCodes.Status408RequestTimeout, "Request body too slow"),
        [ProblemCodes.JobSealed] = (StatusCodes.Status409Conflict, "Job sealed"),
        [ProblemCodes.NoContent] = (StatusCodes.Status409Conflict, "No such file"),
        [ProblemCodes.Expired] = (StatusCodes.Status410Gone, "File expired"),
        [ProblemCodes.PreconditionFailed] = (StatusCodes.Status412PreconditionFailed, "Precondition failed"),
        [ProblemCodes.TooLarge] = (StatusCodes.Status413PayloadTooLarge, "Too large"),
        [ProblemCodes.UnsupportedMediaType] = (StatusCodes.Status415UnsupportedMediaType, "Unsupported media type"),
        [ProblemCodes.RangeNotSatisfiable] = (StatusCodes.Status416RangeNotSatisfiable, "Range not satisfiable"),
        [ProblemCodes.ImageRefused] = (StatusCodes.Status422UnprocessableEntity, "Image cannot be reduced"),
        [ProblemCodes.IdempotencyConflict] = (StatusCodes.Status422UnprocessableEntity, "Idempotency-Key already used"),
        [ProblemCodes.TooManyWaiting] = (StatusCodes.Status429TooManyRequests, "Too many queued items"),
        [ProblemCodes.TooManyUploads] = (StatusCodes.Status429TooManyRequests, "Too many concurrent uploads"),
        [ProblemCodes.AuthenticationThrottled] = (StatusCodes.Status429TooManyRequests, "Too many failed authentications"),
        [ProblemCodes.Internal] = (StatusCodes.Status500InternalServerError, "Internal error"),
        [ProblemCodes.Unavailable] = (StatusCodes.Status503ServiceUnavailable, "Service unavailable"),
        [ProblemCodes.NotReady] = (StatusCodes.Status504GatewayTimeout, "Not ready yet"),
        [ProblemCodes.StorageFull] = (StatusCodes.Status507InsufficientStorage, "Storage full"),
    }.ToFrozenDictionary();

    /// <summary>A problem of a kind.</summary>
    /// <param name="code">One of <see cref="ProblemCodes"/>.</param>
    /// <param name="detail">What is wrong with this request and what to do.</param>
    /// <param name="extensions">Members beyond those that every problem has.</param>
    public static ProblemHttpResult Of(string code, string detail, params ReadOnlySpan<(string Name, object? Value)> extensions)
    {
        (int status, string title) = Kinds[code];
        ProblemDetails problem = new() { Type = TypeBase + code, Title = title, Status = status, Detail = detail };
        problem.Extensions["code"] = code;
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToString();
        foreach ((string name, object? value) in extensions) problem.Extensions[name] = value;
        return TypedResults.Problem(problem);
    }

    /// <summary>A value of the request is missing, malformed or unknown.</summary>
    public static ProblemHttpResult Invalid(string detail) => Of(ProblemCodes.InvalidRequest, detail);

    /// <summary>The account has no such job.</summary>
    public static ProblemHttpResult NoSuchJob() =>
        Of(ProblemCodes.NotFound, "There is no such job in this account, or its record is older than forty days and was deleted.");

    /// <summary>The account has no such item.</summary>
    public static ProblemHttpResult NoSuchItem() =>
        Of(ProblemCodes.NotFound, "There is no such item in this account, or its record is older than forty days and was deleted.");

    /// <summary>The same problem with a status of its own.</summary>
    public static ProblemHttpResult WithStatus(this ProblemHttpResult problem, int status)
    {
        if (problem.StatusCode == status) return problem;
        problem.ProblemDetails.Status = status;
        return TypedResults.Problem(problem.ProblemDetails);
    }

    /// <summary>A problem that lists the items of the request that were added to the job before it occurred.</summary>
    public static ProblemHttpResult WithAccepted(this ProblemHttpResult problem, IReadOnlyList<AcceptedItem> accepted)
    {
        if (accepted.Count == 0) return problem;
        problem.ProblemDetails.Extensions["accepted"] = accepted;
        problem.ProblemDetails.Detail += $" The first {accepted.Count} files of the request were added before: they are listed in 'accepted'.";
        return problem;
    }
}
