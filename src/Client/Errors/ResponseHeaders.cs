using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Errors;

/// <summary>The headers that every response has, by its status.</summary>
internal static class ResponseHeaders
{
    /// <summary>A silo or a database that fails over is available again within seconds.</summary>
    private const int SecondsUntilAvailable = 2;

    /// <summary>A backlog shrinks in minutes.</summary>
    private const int SecondsUntilShorter = 30;

    /// <summary>Sets them when the response starts, because the exception handler clears what was set before.</summary>
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            IHeaderDictionary headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            // 404 and 410 may be cached otherwise.
            if (context.Response.StatusCode >= StatusCodes.Status400BadRequest) headers.CacheControl = "no-store";
            if (context.Response.StatusCode is StatusCodes.Status408RequestTimeout) headers.Connection = "close"; // RFC 9110, 15.5.9
            bool isSet = headers.RetryAfter.Count > 0;
            if (!isSet && SecondsToWait(context.Response.StatusCode) is { } seconds)
                headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static int? SecondsToWait(int status) => status switch
    {
        StatusCodes.Status503ServiceUnavailable => SecondsUntilAvailable,
        StatusCodes.Status429TooManyRequests => SecondsUntilShorter,
        _ => null,
    };
}
