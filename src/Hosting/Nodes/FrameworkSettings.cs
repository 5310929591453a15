using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace JpegReducer.Hosting.Nodes;

/// <summary>
/// Checks settings of .NET before the start. .NET reads them late, and ignores invalid ones or throws with a stack trace.
/// </summary>
internal static class FrameworkSettings
{
    /// <summary>Checks <c>Logging</c> and <c>Kestrel</c>.</summary>
    /// <exception cref="NodeStartException">A setting is invalid.</exception>
    public static void Check(IConfiguration configuration)
    {
        IConfigurationSection logging = configuration.GetSection("Logging");
        foreach (IConfigurationSection levels in logging.GetChildren().Select(provider => provider.GetSection("LogLevel"))
            .Prepend(logging.GetSection("LogLevel")))
        {
            foreach (IConfigurationSection level in levels.GetChildren()) CheckName<LogLevel>(level);
        }

        IConfigurationSection console = logging.GetSection("Console");
        CheckBinding<ConsoleLoggerOptions>(console);
        CheckBinding<SimpleConsoleFormatterOptions>(console.GetSection("FormatterOptions"));
        CheckBinding<JsonConsoleFormatterOptions>(console.GetSection("FormatterOptions"));

        IConfigurationSection kestrel = configuration.GetSection("Kestrel");
        CheckEndpoint(kestrel.GetSection("EndpointDefaults"));
        foreach (IConfigurationSection endpoint in kestrel.GetSection("Endpoints").GetChildren())
        {
            if (string.IsNullOrWhiteSpace(endpoint["Url"]))
                throw new NodeStartException($"{endpoint.Path}:Url must be set: an address to listen at, such as http://127.0.0.1:8080.");
            CheckEndpoint(endpoint);
        }
    }

    private static void CheckEndpoint(IConfigurationSection endpoint)
    {
        CheckName<HttpProtocols>(endpoint.GetSection("Protocols"));
        CheckName<ClientCertificateMode>(endpoint.GetSection("ClientCertificateMode"));
    }

    private static void CheckName<T>(IConfigurationSection setting)
        where T : struct, Enum
    {
        if (string.IsNullOrEmpty(setting.Value) || Enum.GetNames<T>().Contains(setting.Value, StringComparer.OrdinalIgnoreCase)) return;

        string[] names = Enum.GetNames<T>();
        throw new NodeStartException(
            $"{setting.Path} is '{setting.Value}', but it must be {string.Join(", ", names[..^1])} or {names[^1]}.");
    }

    /// <summary>Binds each setting separately, so that the message can contain the invalid one.</summary>
    private static void CheckBinding<T>(IConfigurationSection section)
        where T : class
    {
        foreach (IConfigurationSection setting in section.GetChildren().Where(child => child.Value is not null))
        {
            try
            {
                new ConfigurationBuilder().AddInMemoryCollection([new(setting.Key, setting.Value)]).Build().Get<T>();
            }
            catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException
                or System.Reflection.TargetInvocationException)
            {
                throw new NodeStartException($"{setting.Path} is '{setting.Value}', which is not a valid value.", exception);
            }
        }
    }
}
