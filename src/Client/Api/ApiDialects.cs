using JpegReducer.Client.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Client.Api;

/// <summary>Puts API dialects into the gateway.</summary>
internal static class ApiDialects
{
    /// <summary>Registers a dialect.</summary>
    public static IServiceCollection AddApiDialect<TDialect>(this IServiceCollection services)
        where TDialect : IApiDialect, new()
    {
        TDialect dialect = new();
        services.AddSingleton<IApiDialect>(dialect);
        foreach (PathString prefix in dialect.PathPrefixes) services.AddSingleton(new ErrorScope(prefix, dialect.Errors));
        return services;
    }

    /// <summary>Maps the routes of all registered dialects.</summary>
    public static void MapApiDialects(this IEndpointRouteBuilder routes)
    {
        foreach (IApiDialect dialect in routes.ServiceProvider.GetServices<IApiDialect>())
        {
            dialect.Map(routes.MapGroup("").WithMetadata(dialect.Errors, dialect.Keys));
        }
    }
}
