using JpegReducer.Hosting.Security;
using JpegReducer.Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace JpegReducer.Hosting.Nodes;

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

        SecurityOptions security = SettingsReader.Read<SecurityOptions>(builder.Configuration.GetSection(SecurityOptions.Section));
        builder.ListenAt(defaultUrls, isBehindProxy: security.TrustedProxies.Count > 0);
    }
}
