using System.Collections.Frozen;
using System.Diagnostics;
using JpegReducer.ApiContracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JpegReducer.Client.Problems;

/// <summary>Makes the problems (RFC 9457) that the native API answers with.</summary>
internal static class Problem
{
    private const string TypeBase = "https://jpegreducer.org/problems/";

    private static readonly FrozenDictionary<string, (int Status, string Title)> Kinds = new Dictionary<string, (int, string)>
    {
        [ProblemCodes.InvalidRequest] = (StatusCodes.Status400BadRequest, "The request is not valid"),
        [ProblemCodes.IncompleteBody] = (StatusCodes.Status400BadRequest, "The body ended too early"),
        [ProblemCodes.Unauthorized] = (StatusCodes.Status401Unauthorized, "An API key is needed"),
        [ProblemCodes.QuotaExceeded] = (StatusCodes.Status402PaymentRequired, "The monthly limit is used up"),
        [ProblemCodes.Forbidden] = (StatusCodes.Status403Forbidden, "The API key may not do this"),
        [ProblemCodes.NotFound] = (StatusCodes.Status404NotFound, "Not found"),
        [ProblemCodes.MethodNotAllowed] = (StatusCodes.Status405MethodNotAllowed, "This address does not take that method"),
        [ProblemCodes.RequestTimeout] = (StatusCodes.Status408RequestTimeout, "The body arrived too slowly"),
        [ProblemCodes.JobSealed] = (StatusCodes.Status409Conflict, "The job takes no more items"),
        [ProblemCodes.NoContent] = (StatusCodes.Status409Conflict, "The item has no such file"),
        [ProblemCodes.Expired] = (StatusCodes.Status410Gone, "The file's time is over"),
        [ProblemCodes.PreconditionFailed] = (StatusCodes.Status412PreconditionFailed, "A condition of the request does not hold"),
        [ProblemCodes.TooLarge] = (StatusCodes.Status413PayloadTooLarge, "Too large"),
        [ProblemCodes.UnsupportedMediaType] = (StatusCodes.Status415UnsupportedMediaType, "This kind of body is not taken here"),
        [ProblemCodes.RangeNotSatisfiable] = (StatusCodes.Status416RangeNotSatisfiable, "The file has no such range"),
        [ProblemCodes.ImageRefused] = (StatusCodes.Status422UnprocessableEntity, "The image cannot be reduced"),
        [ProblemCodes.IdempotencyConflict] = (StatusCodes.Status422UnprocessableEntity, "The Idempotency-Key was used for another request"),
        [ProblemCodes.TooManyWaiting] = (StatusCodes.Status429TooManyRequests, "Enough is waiting"),
        [ProblemCodes.TooManyUploads] = (StatusCodes.Status429TooManyRequests, "Too many uploads at once"),
        [ProblemCodes.AuthenticationThrottled] = (StatusCodes.Status429TooManyRequests, "Too many failed authentications"),
        [ProblemCodes.Internal] = (StatusCodes.Status500InternalServerError, "A fault of ours"),
        [ProblemCodes.Unavailable] = (StatusCodes.Status503ServiceUnavailable, "Not now"),
        [ProblemCodes.NotReady] = (StatusCodes.Status504GatewayTimeout, "Not ready yet"),
        [ProblemCodes.StorageFull] = (StatusCodes.Status507InsufficientStorage, "No room is left"),
    }.ToFrozenDictionary();

    /// <summary>A problem of a kind.</summary>
    /// <param name="code">One of <see cref="ProblemCodes"/>.</param>
    /// <param name="detail">What is wrong with this request, in a sentence that says what to do.</param>
    /// <param name="more">Members beyond those that every problem has.</param>
    public static ProblemHttpResult Of(string code, string detail, params ReadOnlySpan<(string Name, object? Value)> more)
    {
        (int status, string title) = Kinds[code];
        ProblemDetails problem = new() { Type = TypeBase + code, Title = title, Status = status, Detail = detail };
        problem.Extensions["code"] = code;
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToString();
        foreach ((string name, object? value) in more) problem.Extensions[name] = value;
        return TypedResults.Problem(problem);
    }

    /// <summary>There is no such job for this account.</summary>
    public static ProblemHttpResult NoSuchJob() => Of(ProblemCodes.NotFound, "There is no such job, or it is not yours, or its record's forty days are over.");

    /// <summary>The body is of a kind that is not taken.</summary>
    public static ProblemHttpResult UnsupportedMediaType() => Of(ProblemCodes.UnsupportedMediaType, "This address does not take a body of that Content-Type.");

    /// <summary>The body arrived too slowly.</summary>
    public static ProblemHttpResult TooSlow() => Of(ProblemCodes.RequestTimeout, "The body arrived too slowly. Send it again over a faster connection.");

    /// <summary>The key of the request belongs to another one.</summary>
    public static ProblemHttpResult IdempotencyConflict() =>
        Of(ProblemCodes.IdempotencyConflict, "Another request used this Idempotency-Key, and nothing of this one was done. Choose a new key for a new request.");

    /// <summary>A problem that tells which files of the same request were added to the job before it occurred.</summary>
    public static ProblemHttpResult WithAccepted(this ProblemHttpResult problem, IReadOnlyList<AcceptedItem> accepted)
    {
        if (accepted.Count == 0) return problem;
        problem.ProblemDetails.Extensions["accepted"] = accepted;
        problem.ProblemDetails.Detail += $" The first {accepted.Count} files of the request were added before: they are listed in 'accepted'.";
        return problem;
    }

    /// <summary>The account has enough waiting.</summary>
    public static ProblemHttpResult TooManyWaiting() =>
        Of(ProblemCodes.TooManyWaiting, "The account has as many images waiting as it may. Send more when some of them are done.");

    /// <summary>The account's credits do not reach.</summary>
    public static ProblemHttpResult Quota(long remaining) =>
        Of(ProblemCodes.QuotaExceeded, $"The account's monthly limit leaves {remaining} images. Ask its owner for more, or wait for the next month.", ("remaining", remaining));
}
