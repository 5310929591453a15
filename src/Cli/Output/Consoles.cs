using Spectre.Console;

namespace JpegReducer.Cli.Output;

/// <summary>Where tables are written.</summary>
internal static class Consoles
{
    /// <summary>The standard output: as wide as the terminal, or so wide that no line is broken for a machine that reads it.</summary>
    public static IAnsiConsole ForTables(TextWriter output)
    {
        const int Unbroken = 10_000;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected) console.Profile.Width = Unbroken;
        return console;
    }
}
