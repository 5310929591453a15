using JpegReducer.Grains.Workers.Isolation;

namespace JpegReducer.Silo;

/// <summary>Runs this program as the child process that reduces a quarantined image.</summary>
internal static class IsolatedMode
{
    /// <summary>Whether this process was started as such a child.</summary>
    public static bool IsRequested(string[] args) => args is [IsolatedReduction.Argument];

    /// <summary>Reduces the image on the standard input.</summary>
    /// <returns>The exit code.</returns>
    public static int Run()
    {
        using Stream input = Console.OpenStandardInput(), output = Console.OpenStandardOutput();
        return IsolatedReduction.Run(input, output);
    }

    /// <summary>Registers how the worker starts the child process.</summary>
    public static IServiceCollection AddIsolationProgram(this IServiceCollection services)
    {
        // In the folder of this assembly, also if a test has loaded it; started by the same dotnet if this process was.
        string program = Path.Combine(AppContext.BaseDirectory, typeof(IsolatedMode).Assembly.GetName().Name!);
        string self = Environment.ProcessPath ?? "";
        return services.AddSingleton(Path.GetFileNameWithoutExtension(self) is "dotnet"
            ? new IsolationProgram(self, [$"{program}.dll", IsolatedReduction.Argument])
            : new IsolationProgram(program, [IsolatedReduction.Argument]));
    }
}
