using JpegReducer.ApiContracts;
using JpegReducer.Client.Admission;
using JpegReducer.Client.Api;
using JpegReducer.Client.Api.Native;
using JpegReducer.Client.Api.Requests;
using JpegReducer.Client.Conditional;
using JpegReducer.Client.Pages;
using JpegReducer.Client.Problems;
using JpegReducer.Client.Uploads;
using JpegReducer.Hosting.Health;
using JpegReducer.Hosting.Security;
using JpegReducer.Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Client;

/// <summary>Puts the gateway into a web application.</summary>
public static class GatewayExtensions
{
    /// <summary>Registers the gateway's settings, so that they can be checked before anything else is set up.</summary>
    public static IServiceCollection AddGatewaySettings(this IServiceCollection services, IConfiguration configuration) => services
        .AddValidatedOptions<GatewayOptions>(configuration.GetSection(GatewayOptions.Section))
        .AddValidatedOptions<SecurityOptions>(configuration.GetSection(SecurityOptions.Section));

    /// <summary>Registers what the gateway needs. Grains and the blob store are the host's to register.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="mode">What the node says it is: <c>embedded</c> or <c>cluster</c>.</param>
    public static void AddGateway(this WebApplicationBuilder builder, string mode)
    {
        IServiceCollection services = builder.Services;
        services.AddApiKeys(builder.Configuration);
        services.AddSingleton(new NodeIdentity(mode, TimeProvider.System.GetUtcNow()));
        services.AddSingleton<UploadReceiver>();
        services.AddSingleton<UploadLimiter>();
        services.AddSingleton<Backlog>();
        services.AddSingleton<AccountJobs>();

        services.AddProblemDetails();
        services.AddExceptionHandler<GatewayExceptionHandler>();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            json.SerializerOptions.DefaultIgnoreCondition = ApiJson.Default.Options.DefaultIgnoreCondition;
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true); // so that a wrong value becomes a problem of ours
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // bodies are streamed, and bounded file by file
            kestrel.Limits.MinRequestBodyDataRate = null; // an average over the whole body, which a fast start pays for; ours is MinimumRate
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
        app.UseStatusCodePages(context => UnroutedRequests.AnswerAsync(context.HttpContext));
        app.Use(HeadRequests.RouteAsGetAsync);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use(RequestParameters.CheckAsync);
        app.UseMiddleware<MinimumRate>();
        app.Use(Revalidation.RunAsync);

        app.MapOptimize();
        app.MapJobs();
        app.MapItems();
        app.MapManifest();
        app.MapFiles();
        app.MapAccount();
        app.MapApiDocument();
        app.MapLandingPage();
    }
}
