using JpegReducer.Client.Errors;
using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Tests.Dialects;

/// <summary>Errors with a code of their own and the HTTP status 200.</summary>
internal sealed class CompatErrors : IErrorDialect
{
    public IResult Render(HttpContext context, RequestError error) => Of(CodeOf(error), error.Detail);

    public static IResult Of(int code, string message) =>
        Results.Json(
            new Dictionary<string, object> { ["Status"] = new Dictionary<string, object> { ["Code"] = code, ["Message"] = message } });

    private static int CodeOf(RequestError error) => error.Kind switch
    {
        ErrorKind.ApiKeyMissing => -401,
        ErrorKind.ApiKeyUnknown => -402,
        ErrorKind.Forbidden => -108,
        ErrorKind.NotFound => -104,
        ErrorKind.TooLarge => -111,
        ErrorKind.TooManyUploads or ErrorKind.AuthenticationThrottled => -404,
        ErrorKind.Unavailable or ErrorKind.StorageFull => -500,
        ErrorKind.Internal => -303,
        _ => -1000 - error.Status, // kinds that this API has no code for
    };
}
