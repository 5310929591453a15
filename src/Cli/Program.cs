using System.CommandLine;
using JpegReducer.Cli;
using JpegReducer.Cli.Commands;

RootCommand root = new(
    """
    Makes images smaller without a difference one can see.

      jpegreducer reduce photo.jpg --output smaller.jpg     here, by the engine alone
      jpegreducer submit photos --out optimized             a folder, as one bulk job of a node
      jpegreducer up                                        a node with API and pages at http://127.0.0.1:8080
      jpegreducer status                                    how a node is, and what it has done

    'jpegreducer COMMAND --help' says more.
    """)
{
    ReduceCommand.Create(),
    SubmitCommand.Create(),
    UpCommand.Create(),
    StatusCommand.Create(),
};

try
{
    // Commands drain by themselves when interrupted; a second interrupt ends them at once.
    InvocationConfiguration invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(2) };
    ParseResult parsed = root.Parse(args);
    int exitCode = await parsed.InvokeAsync(invocation);
    return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
}
catch (UserException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return exception.ExitCode;
}
catch (OperationCanceledException)
{
    return ExitCodes.Interrupted;
}
