using System.CommandLine;
using System.CommandLine.Parsing;
using JpegReducer.ApiContracts.Client;
using JpegReducer.Cli;
using JpegReducer.Cli.Commands;
using JpegReducer.Cli.Output;
using JpegReducer.Cli.Platform;

if (!OperatingSystem.IsLinux())
{
    await Console.Error.WriteLineAsync("The command line needs Linux.");
    return ExitCodes.Usage;
}

Interruption interruption = new();
RootCommand root = new(
    """
    Makes images smaller without a visible difference.

      jpegreducer reduce photo.jpg --output smaller.jpg     without a node
      jpegreducer compare photo.jpg smaller.jpg             visible similarity of two pictures
      jpegreducer submit photos --out optimized             a folder, as one bulk job
      jpegreducer up                                        run a node at http://127.0.0.1:8080
      jpegreducer status                                    state and usage of a node

    'jpegreducer COMMAND --help' shows more.
    """)
{
    ReduceCommand.Create(),
    CompareCommand.Create(),
    SubmitCommand.Create(),
    UpCommand.Create(),
    StatusCommand.Create(),
};

// No response files: a name that starts with @ is a file name.
ParseResult parsed = root.Parse(CommandLineArguments.Restore(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parsed.Errors.Count > 0)
{
    foreach (ParseError error in parsed.Errors) await WriteErrorAsync(error.Message);
    string name = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
    await Console.Error.WriteLineAsync($"'jpegreducer{name} --help' shows more.");
    return ExitCodes.Usage;
}

if (parsed.CommandResult.Command is RootCommand)
{
    // Its help lists the commands, each in a sentence.
    foreach (Command command in root.Subcommands) command.Description = command.Description!.Split('\n')[0];
}

interruption.HasNoLimit = parsed.CommandResult.Command.Name is UpCommand.Name;
try
{
    InvocationConfiguration invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
    return await parsed.InvokeAsync(invocation, interruption.Token);
}
catch (UserException exception)
{
    foreach (string line in exception.Lines) await WriteErrorAsync(line);
    return exception.ExitCode;
}
catch (JpegReducerClientException exception)
{
    await WriteErrorAsync(exception.Message);
    return ExitCodes.Node;
}
catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
{
    return interruption.ExitCode;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    await WriteErrorAsync(exception.Message); // failures of single files are in their reports; this one concerns the report itself or the arguments
    return ExitCodes.SomeFailed;
}

static Task WriteErrorAsync(string line) => Console.Error.WriteLineAsync(TerminalText.Escape(line));
