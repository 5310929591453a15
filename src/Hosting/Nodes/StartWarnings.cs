using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Hosting.Nodes;

/// <summary>What an operator should know about the settings of a program that starts all the same: logged once, when logging is there.</summary>
public static partial class StartWarnings
{
    /// <summary>Adds a warning.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="sentence">What is likely not meant, and what to do.</param>
    public static void AddStartWarning(this IServiceCollection services, string sentence) => services.AddSingleton(new StartWarning(sentence));

    internal static void LogStartWarnings(this IServiceProvider services)
    {
        ILogger logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("JpegReducer.Start");
        foreach (StartWarning warning in services.GetServices<StartWarning>()) LogWarning(logger, warning.Sentence);
    }

    [LoggerMessage(LogLevel.Warning, "{Sentence}")]
    private static partial void LogWarning(ILogger logger, string sentence);

    private sealed record StartWarning(string Sentence);
}
