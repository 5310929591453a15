using JpegReducer.Client.Api.Native.Problems;
using JpegReducer.Client.Api.Native.Requests;
using JpegReducer.Client.Errors;
using JpegReducer.Hosting.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JpegReducer.Client.Api.Native;

/// <summary>The native API, <c>/v1</c>. Its errors are also the default of paths that belong to no API.</summary>
internal sealed class NativeApi : IApiDialect
{
    /// <inheritdoc/>
    public IReadOnlyList<PathString> PathPrefixes { get; } = ["/v1", PathString.Empty];

    /// <inheritdoc/>
    public IErrorDialect Errors { get; } = new NativeErrors();

    /// <inheritdoc/>
    public IApiKeySource Keys => AuthorizationHeader.Bearer;

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup("/v1").RequireAuthorization(ScopePolicies.Optimize).WithStrictParameters();
        api.MapOptimize();
        api.MapJobs();
        api.MapItems();
        api.MapManifest();
        api.MapFiles();
        api.MapAccount();
    }
}
