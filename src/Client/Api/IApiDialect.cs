using JpegReducer.Client.Errors;
using JpegReducer.Hosting.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JpegReducer.Client.Api;

/// <summary>
/// One HTTP API over the application layer: what it does not share with others. Registered with <see cref="ApiDialects.AddApiDialect{T}"/>.
/// </summary>
internal interface IApiDialect
{
    /// <summary>The paths of the API: requests below them that match none of its routes get errors in its dialect.</summary>
    IReadOnlyList<PathString> PathPrefixes { get; }

    /// <summary>How it renders errors.</summary>
    IErrorDialect Errors { get; }

    /// <summary>Where its requests carry the API key.</summary>
    IApiKeySource Keys { get; }

    /// <summary>Maps its routes.</summary>
    /// <param name="routes">A group without a prefix whose endpoints have <see cref="Errors"/> and <see cref="Keys"/> as metadata.</param>
    void Map(IEndpointRouteBuilder routes);
}
