using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Hosting.Nodes;

/// <summary>Warnings about settings that do not prevent the start. They are collected before logging is set up, and logged once.</summary>
public static partial class StartWarnings
{
    /// <summary>Adds a warning.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="text">What is probably a mistake, and how to fix it.</param>
    public static void AddStartWarning(this IServiceCollection services, string text) => services.AddSingleton(new StartWarning(text));

    internal static void LogStartWarnings(this IServiceProvider services)
    {
        ILogger logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("JpegReducer.Start");
        foreach (StartWarning warning in services.GetServices<StartWarning>()) LogWarning(logger, warning.Text);
    }

    private sealed record StartWarning(string Text);
}
