using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Errors;

/// <summary>Answers requests with errors, in the dialect of the endpoint or, where none matched, of the path.</summary>
internal sealed class ErrorResponses(IEnumerable<ErrorScope> scopes)
{
    // The longest prefix that matches decides.
    private readonly ErrorScope[] _scopes = [.. scopes.OrderByDescending(scope => scope.Prefix.Value?.Length ?? 0)];

    /// <summary>Writes the response.</summary>
    public Task WriteAsync(HttpContext context, RequestError error)
    {
        context.Response.StatusCode = StatusCodes.Status200OK; // the dialect decides
        context.Response.Headers.CacheControl = "no-store"; // also where that is 200
        if (error.RetryAfter is { } left)
            context.Response.Headers.RetryAfter = Math.Ceiling(left.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return DialectOf(context).Render(context, error).ExecuteAsync(context);
    }

    private IErrorDialect DialectOf(HttpContext context)
    {
        // The exception handler has removed the endpoint from the request.
        Endpoint? endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return endpoint?.Metadata.GetMetadata<IErrorDialect>()
            ?? _scopes.First(scope => context.Request.Path.StartsWithSegments(scope.Prefix)).Dialect;
    }
}
