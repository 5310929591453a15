using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace JpegReducer.Hosting.Security;

/// <summary>
/// Takes the client's address from <c>X-Forwarded-For</c> where the request comes from a proxy that is configured as trusted; anyone else
/// could write any address there.
/// </summary>
public static class TrustedProxies
{
    /// <summary>Registers the proxies of <see cref="SecurityOptions.TrustedProxies"/>.</summary>
    internal static void AddTrustedProxies(this IServiceCollection services) =>
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<SecurityOptions>>((forwarded, gateway) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
            forwarded.ForwardLimit = null; // from the right, as far as the addresses are those of trusted proxies
            forwarded.KnownProxies.Clear(); // loopback is in the default
            forwarded.KnownIPNetworks.Clear();
            foreach (IPNetwork network in gateway.Value.TrustedProxies) forwarded.KnownIPNetworks.Add(network);
        });

    /// <summary>Takes the client's address from the header of a trusted proxy.</summary>
    public static void UseTrustedProxies(this IApplicationBuilder app)
    {
        // With no trusted proxy the middleware would trust every sender.
        if (app.ApplicationServices.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value.KnownIPNetworks.Count > 0)
            app.UseForwardedHeaders();
    }
}
