using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Client.Errors;

/// <summary>Answers requests whose endpoint threw an exception.</summary>
internal sealed partial class GatewayExceptionHandler(ErrorResponses errors, ILogger<GatewayExceptionHandler> logger) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The client has disconnected.
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested) return true;

        RequestError error = ExceptionErrors.Of(exception);
        if (error.Status >= StatusCodes.Status500InternalServerError)
            LogFailed(exception, httpContext.Request.Method, httpContext.Request.Path, error.Kind);
        await errors.WriteAsync(httpContext, error);
        return true;
    }
}
