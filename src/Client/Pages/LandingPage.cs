using System.Reflection;
using JpegReducer.Client.Conditional;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace JpegReducer.Client.Pages;

/// <summary>The page at <c>/</c>, from the embedded files of <c>wwwroot</c>.</summary>
internal static class LandingPage
{
    private static readonly string[] Files = ["index.html", "style.css", "status.js"];

    public static void MapLandingPage(this IEndpointRouteBuilder routes)
    {
        foreach (string file in Files)
        {
            byte[] content = Read(file);
            routes.MapGet(file is "index.html" ? "/" : $"/{file}", (HttpContext context) => Send(context, content, file)).WithEntityTag()
                .ExcludeFromDescription();
        }
    }

    private static FileContentHttpResult Send(HttpContext context, byte[] content, string file)
    {
        context.Response.Headers.ContentSecurityPolicy =
            "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(content, Path.GetExtension(file) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            _ => "text/javascript; charset=utf-8",
        });
    }

    private static byte[] Read(string file)
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream($"wwwroot/{file}")!;
        using MemoryStream content = new();
        resource.CopyTo(content);
        return content.ToArray();
    }
}
