using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Conditional;

/// <summary>
/// Supports HEAD wherever GET is supported, with the same headers (RFC 9110, 9.3.2): routing and endpoints see a GET, and the server omits
/// the body. A range is ignored, because it is defined for GET only (14.2).
/// </summary>
internal static class HeadRequests
{
    /// <summary>Whether the request is a HEAD that is routed as a GET.</summary>
    public static bool IsHead(HttpContext context) => context.Items.ContainsKey(typeof(HeadRequests));

    public static async Task RouteAsGetAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        context.Items[typeof(HeadRequests)] = true;
        context.Request.Method = HttpMethods.Get;
        context.Request.Headers.Remove("Range");
        context.Request.Headers.Remove("If-Range");
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
        }
    }
}
