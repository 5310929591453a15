using JpegReducer.Hosting.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Hosting.Security;

/// <summary>Registers authentication and authorization by API key.</summary>
public static class ApiKeyServices
{
    /// <summary>Registers authentication by API key, and the policies of <see cref="ScopePolicies"/>.</summary>
    public static IServiceCollection AddApiKeys(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<SecurityOptions>(configuration.GetSection(SecurityOptions.Section));
        services.AddSingleton<ApiKeyResolver>();
        services.AddSingleton<AuthenticationThrottle>();
        services.AddTrustedProxies();
        services.AddAuthentication(ApiKeyScheme.Name).AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyScheme.Name, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(ScopePolicies.Optimize, policy => policy.RequireRole(ScopePolicies.Optimize))
            .AddPolicy(ScopePolicies.Admin, policy => policy.RequireRole(ScopePolicies.Admin));
        return services;
    }

    /// <summary>Restricts a page for operators to keys with the scope <c>admin</c>, for which a browser asks its user.</summary>
    public static TBuilder RequireOperator<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
            endpoint.RequireAuthorization(ScopePolicies.Admin).WithMetadata(AuthorizationHeader.BearerOrBasic);
}
