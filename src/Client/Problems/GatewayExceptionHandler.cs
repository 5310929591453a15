using System.Data.Common;
using System.Text.RegularExpressions;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Admission;
using JpegReducer.Client.Conditional;
using JpegReducer.Storage;
using JpegReducer.Storage.Blobs;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Client.Problems;

/// <summary>Turns what an endpoint could not go on with into a problem: what the caller can mend, in words; what it cannot, without internals.</summary>
internal sealed partial class GatewayExceptionHandler(ILogger<GatewayExceptionHandler> logger) : IExceptionHandler
{
    /// <summary>Uploads in flight end in seconds, the backlog of an account in minutes.</summary>
    private const string SecondsUntilUploaded = "2";

    private const int MaxEchoedLength = 40;

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested) return true; // nobody is there to be answered

        ProblemHttpResult problem = ProblemFor(exception).WithAccepted(AcceptedBefore.Of(httpContext));
        if (exception is TooManyUploadsException) httpContext.Response.Headers.RetryAfter = SecondsUntilUploaded;
        if (problem.StatusCode >= StatusCodes.Status500InternalServerError) LogFailed(exception, httpContext.Request.Method, httpContext.Request.Path);
        await problem.ExecuteAsync(httpContext);
        return true;
    }

    private static ProblemHttpResult ProblemFor(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problem.Of(ProblemCodes.TooLarge, "The body is larger than it may be."),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => Problem.TooSlow(),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Problem.UnsupportedMediaType(),
        BadHttpRequestException { InnerException: null } bad when bad.Message.Contains("end of request", StringComparison.OrdinalIgnoreCase) => CutOff(),
        BadHttpRequestException bad => Problem.Of(ProblemCodes.InvalidRequest, Describe(bad)),
        RefusedRequestException refused => Problem.Of(refused.Code, refused.Message),
        ConnectionResetException => CutOff(),
        BlobTooLargeException => Problem.Of(ProblemCodes.TooLarge, "The file is larger than it may be."),
        StorageFullException full => Problem.Of(ProblemCodes.StorageFull, full.Message),
        PreconditionFailedException => Problem.Of(ProblemCodes.PreconditionFailed, "'If-Match' does not name the current version."),
        TooManyUploadsException => Problem.Of(ProblemCodes.TooManyUploads, "The account has as many uploads in flight and waiting as it may. Send more when some of them are received."),
        GatewayBusyException => Problem.Of(ProblemCodes.Unavailable, "The gateway receives as many uploads as it can. Try again."),
        StorageUnavailableException away => Problem.Of(ProblemCodes.Unavailable, $"{away.Message} Try again."),
        StorageDamagedException => Problem.Of(ProblemCodes.Unavailable, "The records cannot be read: their database is damaged. The operator has to restore it."),
        StorageRefusedException => Problem.Of(ProblemCodes.Unavailable, "Storage refuses what is asked of it. The operator finds the reason at /health/ready."),
        DbException => Problem.Of(ProblemCodes.Unavailable, "The database does not answer. Try again."), // from Orleans' own stores
        OrleansException or TimeoutException => Problem.Of(ProblemCodes.Unavailable, "The cluster is busy with itself. Try again."),
        _ => Problem.Of(ProblemCodes.Internal, "Something failed here that should not. The operator finds more in the log, under the trace id."),
    };

    /// <summary>ASP.NET speaks of types and parameters of our code, which callers do not know; of its messages only names and values are taken.</summary>
    private static string Describe(BadHttpRequestException bad)
    {
        if (UnreadableValue().Match(bad.Message) is not { Success: true } match) return "The request cannot be read: its headers or its body are not valid HTTP.";

        string value = match.Groups["value"].Value;
        return $"'{match.Groups["name"].Value}' cannot be read from '{(value.Length > MaxEchoedLength ? $"{value[..MaxEchoedLength]}…" : value)}'.";
    }

    [GeneratedRegex("""^Failed to bind parameter "\S+ (?<name>\w+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline)]
    private static partial Regex UnreadableValue();

    private static ProblemHttpResult CutOff() => Problem.Of(ProblemCodes.IncompleteBody, "The body ended before its announced end. Send it again.");

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception exception, string method, string path);
}
