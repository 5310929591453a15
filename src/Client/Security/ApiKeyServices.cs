using JpegReducer.Interfaces.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Client.Security;

/// <summary>Lets in those who have an API key.</summary>
public static class ApiKeyServices
{
    /// <summary>Registers authentication by API key, and the policies of <see cref="GatewayPolicies"/>.</summary>
    public static IServiceCollection AddApiKeys(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<GatewayOptions>(configuration.GetSection(GatewayOptions.Section));
        services.AddSingleton<ApiKeyResolver>();
        services.AddSingleton<AuthenticationThrottle>();
        services.AddTrustedProxies();
        services.AddAuthentication(ApiKeyAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(GatewayPolicies.Optimize, policy => policy.RequireRole(GatewayPolicies.Optimize))
            .AddPolicy(GatewayPolicies.Admin, policy => policy.RequireRole(GatewayPolicies.Admin));
        return services;
    }
}
