using Spectre.Console;

namespace JpegReducer.Cli.Output;

/// <summary>Consoles for tables.</summary>
internal static class Consoles
{
    /// <summary>Standard output: as wide as the terminal, or wide enough that no line is wrapped if it is redirected.</summary>
    public static IAnsiConsole ForTables(TextWriter output)
    {
        const int Unbroken = 10_000;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected) console.Profile.Width = Unbroken;
        return console;
    }
}
