using JpegReducer.Grains.Workers.Isolation;

namespace JpegReducer.Silo;

/// <summary>This program as the child process of a quarantine.</summary>
internal static class IsolatedMode
{
    /// <summary>Whether this process is such a child.</summary>
    public static bool IsAsked(string[] args) => args is [IsolatedReduction.Argument];

    /// <summary>Reduces the image that comes on the standard input.</summary>
    /// <returns>The exit code.</returns>
    public static int Run()
    {
        using Stream input = Console.OpenStandardInput(), output = Console.OpenStandardOutput();
        return IsolatedReduction.Run(input, output);
    }

    /// <summary>Tells the worker how to start it.</summary>
    public static IServiceCollection AddIsolationProgram(this IServiceCollection services)
    {
        // Beside this assembly, whatever program has loaded it; by the same dotnet, where that is how this process was started.
        string program = Path.Combine(AppContext.BaseDirectory, typeof(IsolatedMode).Assembly.GetName().Name!);
        string self = Environment.ProcessPath ?? "";
        return services.AddSingleton(Path.GetFileNameWithoutExtension(self) is "dotnet"
            ? new IsolationProgram(self, [$"{program}.dll", IsolatedReduction.Argument])
            : new IsolationProgram(program, [IsolatedReduction.Argument]));
    }
}
