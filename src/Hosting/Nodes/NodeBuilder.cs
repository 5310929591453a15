using JpegReducer.Hosting.Security;
using JpegReducer.Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace JpegReducer.Hosting.Nodes;

/// <summary>The first steps of a start: read the settings, check them, and check the addresses to listen at.</summary>
public static class NodeBuilder
{
    /// <summary>Settings are read once: a file that is saved incompletely must not end a running program.</summary>
    private const string ReadOnce = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>Creates the builder of a web application.</summary>
    /// <exception cref="NodeStartException">The command line or a settings file cannot be read.</exception>
    public static WebApplicationBuilder Create(string[] args)
    {
        CommandLineArguments.Check(args);
        try
        {
            // Settings files are read from the program's folder, not from the current directory.
            return WebApplication.CreateBuilder(
                new WebApplicationOptions { Args = [ReadOnce, .. args], ContentRootPath = AppContext.BaseDirectory });
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException
            or FormatException)
        {
            string cause = exception.GetBaseException() is var innermost && innermost != exception ? $" {innermost.Message}" : "";
            throw new NodeStartException($"The settings cannot be read: {exception.Message}{cause}", exception);
        }
    }

    /// <summary>
    /// Checks all registered settings and whether the program can listen at its addresses, before any folder, database or silo is opened.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="defaultUrls">
    /// The addresses if the settings contain none, as in <c>--urls</c>: one or more, separated by semicolons.
    /// </param>
    /// <exception cref="NodeStartException">A setting is invalid.</exception>
    public static void CheckSettings(this WebApplicationBuilder builder, string defaultUrls)
    {
        try
        {
            foreach (string warning in SettingsCheck.Run(builder.Services, builder.Configuration))
                builder.Services.AddStartWarning(warning);
        }
        catch (OptionsValidationException invalid)
        {
            throw new NodeStartException(SettingsCheck.Describe(invalid), invalid);
        }

        SecurityOptions security = SettingsReader.Read<SecurityOptions>(builder.Configuration.GetSection(SecurityOptions.Section));
        builder.ListenAt(defaultUrls, isBehindProxy: security.TrustedProxies.Count > 0);
    }

    private static void ListenAt(this WebApplicationBuilder builder, string defaultUrls, bool isBehindProxy)
    {
        FrameworkSettings.Check(builder.Configuration);
        builder.Configuration.GetSection("urls").Value ??= defaultUrls;
        string[] open =
            [.. ListenAddresses.Read(builder.Configuration).Where(address => !address.IsLoopback && !address.IsTls)
            .Select(address => address.Url)];
        if (open.Length == 0 || isBehindProxy) return;

        builder.Services.AddStartWarning(
            $"Other machines can connect to {string.Join(" and ", open)} without TLS: API keys and images cross the network in the clear. " +
            "Listen at 127.0.0.1 behind a proxy that speaks TLS, or name the proxy's network in Security:TrustedProxies.");
    }
}
