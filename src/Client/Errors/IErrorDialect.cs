using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Errors;

/// <summary>
/// Renders the errors of one API. Errors of the framework come here too: failed binding, authentication and routing, bodies that are too
/// large or too slow, unhandled exceptions.
/// </summary>
internal interface IErrorDialect
{
    /// <summary>The response to a request that ends with an error: status, headers and body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">What happened. <see cref="RequestError.Status"/> is a suggestion: an API may always use 200.</param>
    IResult Render(HttpContext context, RequestError error);
}
