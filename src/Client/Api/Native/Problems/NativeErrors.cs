using JpegReducer.ApiContracts;
using JpegReducer.Client.Errors;
using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Api.Native.Problems;

/// <summary>Renders errors as problems (RFC 9457).</summary>
internal sealed class NativeErrors : IErrorDialect
{
    /// <inheritdoc/>
    public IResult Render(HttpContext context, RequestError error)
    {
        string detail = error.Kind switch
        {
            ErrorKind.ApiKeyMissing => "Send an API key: 'Authorization: Bearer KEY'.",
            ErrorKind.NotFound => $"{error.Detail} /openapi/v1.json describes the API.",
            _ => error.Detail,
        };
        return NativeProblem.Of(CodeOf(error.Kind), detail).WithStatus(error.Status).WithAccepted(AcceptedBefore.Of(context));
    }

    private static string CodeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest => ProblemCodes.InvalidRequest,
        ErrorKind.IncompleteBody => ProblemCodes.IncompleteBody,
        ErrorKind.ApiKeyMissing or ErrorKind.ApiKeyUnknown => ProblemCodes.Unauthorized,
        ErrorKind.Forbidden => ProblemCodes.Forbidden,
        ErrorKind.NotFound => ProblemCodes.NotFound,
        ErrorKind.MethodNotAllowed => ProblemCodes.MethodNotAllowed,
        ErrorKind.RequestTimeout => ProblemCodes.RequestTimeout,
        ErrorKind.PreconditionFailed => ProblemCodes.PreconditionFailed,
        ErrorKind.TooLarge => ProblemCodes.TooLarge,
        ErrorKind.UnsupportedMediaType => ProblemCodes.UnsupportedMediaType,
        ErrorKind.RangeNotSatisfiable => ProblemCodes.RangeNotSatisfiable,
        ErrorKind.TooManyUploads => ProblemCodes.TooManyUploads,
        ErrorKind.AuthenticationThrottled => ProblemCodes.AuthenticationThrottled,
        ErrorKind.Unavailable => ProblemCodes.Unavailable,
        ErrorKind.StorageFull => ProblemCodes.StorageFull,
        _ => ProblemCodes.Internal,
    };
}
