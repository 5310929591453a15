using JpegReducer.ApiContracts;
using JpegReducer.Client.Admission;
using JpegReducer.Client.Api;
using JpegReducer.Client.Api.Native;
using JpegReducer.Client.Api.Native.Document;
using JpegReducer.Client.Api.Native.Requests;
using JpegReducer.Client.Conditional;
using JpegReducer.Client.Errors;
using JpegReducer.Client.Jobs;
using JpegReducer.Client.Pages;
using JpegReducer.Hosting.GrainCalls;
using JpegReducer.Hosting.Health;
using JpegReducer.Hosting.Security;
using JpegReducer.Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Client;

/// <summary>Adds the gateway to a web application.</summary>
public static class GatewayExtensions
{
    /// <summary>Registers the gateway's settings, so that they can be checked before anything else is set up.</summary>
    public static IServiceCollection AddGatewaySettings(this IServiceCollection services, IConfiguration configuration) => services
        .AddValidatedOptions<GatewayOptions>(configuration.GetSection(GatewayOptions.Section))
        .AddValidatedOptions<SecurityOptions>(configuration.GetSection(SecurityOptions.Section));

    /// <summary>Registers the services of the gateway. The host registers grains and the blob store.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="mode">The mode that the node reports: <c>embedded</c> or <c>cluster</c>.</param>
    public static void AddGateway(this WebApplicationBuilder builder, string mode)
    {
        IServiceCollection services = builder.Services;
        services.AddApiKeys(builder.Configuration);
        services.AddSingleton(new NodeIdentity(mode, TimeProvider.System.GetUtcNow()));
        services.AddIdempotentCallRetry();
        services.AddJobs();
        services.AddApiDialect<NativeApi>();

        services.AddProblemDetails();
        services.AddSingleton<ErrorResponses>();
        services.AddExceptionHandler<GatewayExceptionHandler>();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            json.SerializerOptions.DefaultIgnoreCondition = ApiJson.Default.Options.DefaultIgnoreCondition;
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true); // so that the dialect renders the error
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // bodies are streamed, and bounded file by file
            kestrel.Limits.MinRequestBodyDataRate = null; // an average over the whole body, which a fast start satisfies; see MinimumRate
        });
        services.AddApiDocument();
        services.AddReadinessChecks();
    }

    /// <summary>Maps the API, its description, and the page at <c>/</c>.</summary>
    public static void MapGateway(this WebApplication app)
    {
        app.UseTrustedProxies();
        app.Use(ResponseHeaders.AddAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages(StatusErrors.CompleteAsync);
        app.Use(HeadRequests.RouteAsGetAsync);
        app.UseRouting();
        app.UseMiddleware<MinimumRate>(); // before authentication, which may read the body
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use(RequestParameters.CheckAsync);
        app.Use(Revalidation.RunAsync);

        app.MapApiDialects();
        app.MapApiDocument();
        app.MapLandingPage();
    }
}
