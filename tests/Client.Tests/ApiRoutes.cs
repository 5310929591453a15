using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;

namespace JpegReducer.Client.Tests;

/// <summary>The routes of the native API, as they are mapped.</summary>
internal static partial class ApiRoutes
{
    /// <summary>The method and path of each, without route constraints.</summary>
    public static IEnumerable<(string Method, string Path)> Of(GatewayNode node) =>
        from route in node.Routes
        let path = Constraint().Replace($"/{route.RoutePattern.RawText!.Trim('/')}", "}")
        where path.StartsWith("/v1/", StringComparison.Ordinal)
        from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        select (method, path);

    [GeneratedRegex(":[a-z]+}")]
    private static partial Regex Constraint();
}
