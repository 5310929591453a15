using JpegReducer.Interfaces.Settings;
using JpegReducer.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace JpegReducer.Client;

/// <summary>The first step of every program that serves HTTP.</summary>
public static class SettingsStart
{
    /// <summary>
    /// Checks all settings that were registered, and whether the program can listen where they say: before any folder, database or silo is
    /// touched.
    /// </summary>
    /// <exception cref="NodeStartException">A setting is wrong.</exception>
    public static void CheckSettings(this WebApplicationBuilder builder, string defaultUrls)
    {
        try
        {
            foreach (string sentence in SettingsCheck.Run(builder.Services, builder.Configuration)) builder.Services.AddStartWarning(sentence);
        }
        catch (OptionsValidationException invalid)
        {
            throw new NodeStartException(NodeHost.Sentences(invalid), invalid);
        }

        GatewayOptions gateway = SettingsReader.Read<GatewayOptions>(builder.Configuration.GetSection(GatewayOptions.Section));
        builder.ListenAt(defaultUrls, isBehindProxy: gateway.TrustedProxies.Count > 0);
    }
}
