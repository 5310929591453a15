using System.Diagnostics;
using JpegReducer.ApiContracts;
using JpegReducer.Hosting.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JpegReducer.Client.Problems;

/// <summary>Gives a body to the answers that routing makes by itself: no such address, method or kind of body.</summary>
internal static class UnroutedRequests
{
    public static Task AnswerAsync(HttpContext context)
    {
        if (context.Response.StatusCode is StatusCodes.Status405MethodNotAllowed) CompleteAllow(context.Response.Headers);
        if (HttpMethods.IsOptions(context.Request.Method) && IsAboutOptions(context))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        return ProblemAsync(context);
    }

    /// <summary>Whether OPTIONS asks for the methods of an address, or for those of the whole server (<c>OPTIONS *</c>).</summary>
    private static bool IsAboutOptions(HttpContext context) =>
        context.Response.StatusCode is StatusCodes.Status405MethodNotAllowed
        || (context.Response.StatusCode is StatusCodes.Status404NotFound && !context.Request.Path.HasValue);

    /// <summary>Routing knows the methods of endpoints. HEAD is answered wherever GET is, and OPTIONS everywhere.</summary>
    private static void CompleteAllow(IHeaderDictionary headers)
    {
        IEnumerable<string> routed = headers.Allow.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> implied = routed.Contains(HttpMethods.Get) ? [HttpMethods.Head, HttpMethods.Options] : [HttpMethods.Options];
        headers.Allow = string.Join(", ", routed.Union(implied).Order(StringComparer.Ordinal));
    }

    private static Task ProblemAsync(HttpContext context) => context.Features.Get<AuthenticationFailure>() is { } failure
        ? AuthenticationProblem(failure.Reason).ExecuteAsync(context)
        : RoutingProblemAsync(context);

    private static ProblemHttpResult AuthenticationProblem(AuthenticationFailureReason reason) => reason switch
    {
        AuthenticationFailureReason.NoKey => Problem.Of(ProblemCodes.Unauthorized, "Send an API key: 'Authorization: Bearer KEY'."),
        AuthenticationFailureReason.UnknownKey => Problem.Of(ProblemCodes.Unauthorized, "The API key is unknown or was revoked."),
        AuthenticationFailureReason.Throttled => Problem.Of(
            ProblemCodes.AuthenticationThrottled,
            "Too many requests with unknown API keys came from this address. Check the key and retry after 'Retry-After' seconds."),
        AuthenticationFailureReason.MissingScope => Problem.Of(ProblemCodes.Forbidden, "This API key may not do that."),
        _ => throw new UnreachableException(),
    };

    private static Task RoutingProblemAsync(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound =>
            Problem.Of(ProblemCodes.NotFound, "There is nothing at this address. /openapi/v1.json lists what there is.").ExecuteAsync(context),
        StatusCodes.Status405MethodNotAllowed =>
            Problem.Of(ProblemCodes.MethodNotAllowed, $"This address does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}.").ExecuteAsync(context),
        StatusCodes.Status408RequestTimeout => Problem.TooSlow().ExecuteAsync(context),
        StatusCodes.Status413PayloadTooLarge => Problem.Of(ProblemCodes.TooLarge, "The body is larger than it may be.").ExecuteAsync(context),
        StatusCodes.Status415UnsupportedMediaType =>
            Problem.UnsupportedMediaType().ExecuteAsync(context),
        StatusCodes.Status400BadRequest => Problem.Of(ProblemCodes.InvalidRequest, "The request cannot be read.").ExecuteAsync(context),
        _ => Task.CompletedTask,
    };
}
