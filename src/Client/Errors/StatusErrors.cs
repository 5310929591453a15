using System.Diagnostics;
using JpegReducer.Hosting.Security;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Client.Errors;

/// <summary>
/// Gives a body to responses that the framework made with a status alone: those of routing, authentication and the server.
/// </summary>
internal static class StatusErrors
{
    /// <summary>The body ended before its announced end.</summary>
    public static RequestError CutOff { get; } = new(ErrorKind.IncompleteBody, "The body ended before its announced end. Send it again.");

    /// <summary>Completes a response that has an error status and no body.</summary>
    public static Task CompleteAsync(StatusCodeContext status)
    {
        HttpContext context = status.HttpContext;
        if (context.Response.StatusCode is StatusCodes.Status405MethodNotAllowed) CompleteAllow(context.Response.Headers);
        if (HttpMethods.IsOptions(context.Request.Method) && IsAboutOptions(context))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        RequestError error = context.Features.Get<AuthenticationFailure>() is { } failure ? Of(failure.Reason) : Find(context);
        return context.RequestServices.GetRequiredService<ErrorResponses>().WriteAsync(context, error);
    }

    /// <summary>Maps a status to an error.</summary>
    public static RequestError Of(int status) => status switch
    {
        StatusCodes.Status404NotFound => new(ErrorKind.NotFound, "There is nothing at this address."),
        StatusCodes.Status408RequestTimeout =>
            new(ErrorKind.RequestTimeout, "The body arrived too slowly. Send it again over a faster connection."),
        StatusCodes.Status413PayloadTooLarge => new(ErrorKind.TooLarge, "The body is larger than allowed."),
        StatusCodes.Status415UnsupportedMediaType =>
            new(ErrorKind.UnsupportedMediaType, "This address does not take a body of that Content-Type."),
        StatusCodes.Status503ServiceUnavailable => new(ErrorKind.Unavailable, "The service is unavailable. Try again."),
        >= StatusCodes.Status500InternalServerError =>
            new(ErrorKind.Internal, "An unexpected error occurred. The operator finds it in the log by the trace id.") { Status = status },
        _ => new(ErrorKind.InvalidRequest, "The request cannot be read.") { Status = status },
    };

    private static RequestError Of(AuthenticationFailureReason reason) => reason switch
    {
        AuthenticationFailureReason.NoKey => new(ErrorKind.ApiKeyMissing, "Send an API key."),
        AuthenticationFailureReason.UnknownKey => new(ErrorKind.ApiKeyUnknown, "The API key is unknown or was revoked."),
        AuthenticationFailureReason.Throttled => new(
            ErrorKind.AuthenticationThrottled,
            "Too many requests with unknown API keys came from this address. Check the key and retry after 'Retry-After' seconds."),
        AuthenticationFailureReason.MissingScope => new(ErrorKind.Forbidden, "This API key does not have the required scope."),
        _ => throw new UnreachableException(),
    };

    private static RequestError Find(HttpContext context) => context.Response.StatusCode is StatusCodes.Status405MethodNotAllowed
        ? new(
            ErrorKind.MethodNotAllowed, $"This address does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}.")
        : Of(context.Response.StatusCode);

    /// <summary>Whether OPTIONS asks for the methods of an address, or for those of the whole server (<c>OPTIONS *</c>).</summary>
    private static bool IsAboutOptions(HttpContext context) =>
        context.Response.StatusCode is StatusCodes.Status405MethodNotAllowed
        || (context.Response.StatusCode is StatusCodes.Status404NotFound && !context.Request.Path.HasValue);

    /// <summary>Routing knows the methods of endpoints. HEAD is supported wherever GET is, and OPTIONS everywhere.</summary>
    private static void CompleteAllow(IHeaderDictionary headers)
    {
        IEnumerable<string> routed = headers.Allow.ToString()
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> implied = routed.Contains(HttpMethods.Get) ? [HttpMethods.Head, HttpMethods.Options] : [HttpMethods.Options];
        headers.Allow = string.Join(", ", routed.Union(implied).Order(StringComparer.Ordinal));
    }
}
