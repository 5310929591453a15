using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Problems;

/// <summary>What every answer says beside its body.</summary>
internal static class ResponseHeaders
{
    /// <summary>Most of what is away is back in seconds.</summary>
    private const int SecondsUntilBack = 2;

    /// <summary>A queue gets shorter in minutes.</summary>
    private const int SecondsUntilShorter = 30;

    /// <summary>Sets them when the answer starts, because the exception handler clears what was set before.</summary>
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            if (context.Response.StatusCode >= StatusCodes.Status400BadRequest) context.Response.Headers.CacheControl = "no-store"; // 404 and 410 may be cached otherwise
            if (context.Response.StatusCode is StatusCodes.Status408RequestTimeout) context.Response.Headers.Connection = "close"; // RFC 9110, 15.5.9
            bool isSaid = context.Response.Headers.RetryAfter.Count > 0;
            if (!isSaid && SecondsToWait(context.Response.StatusCode) is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static int? SecondsToWait(int status) => status switch
    {
        StatusCodes.Status503ServiceUnavailable => SecondsUntilBack,
        StatusCodes.Status429TooManyRequests => SecondsUntilShorter,
        _ => null,
    };
}
