using System.CommandLine;
using JpegReducer.Cli.Node;
using JpegReducer.Cli.Output;

namespace JpegReducer.Cli.Commands;

/// <summary><c>up</c>: runs a node in the foreground.</summary>
internal static class UpCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "up";

    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<string> listen = new("--listen")
        {
            Description = "The address to listen on: http://, an IP address or localhost, and a port.",
            DefaultValueFactory = _ => "http://127.0.0.1:8080",
        };
        Command command = new(
            Name,
            $"""
            Runs a node in the foreground: silo, storage and gateway in one process.

              jpegreducer up
              jpegreducer up --listen http://127.0.0.1:9000 --data /var/lib/jpegreducer

            Ctrl-C, or SIGTERM, drains: images in progress are finished, waiting ones continue at the next start. A second one
            ends the node immediately; images that were in progress start again at the next start.
            Settings of the node are environment variables such as Worker__Slots=4; see docs/operations.md.
            {ExitCodes.UpHelp}
            """)
        {
            data, listen,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new DataFolder(parsed.GetValue(data)), parsed.GetRequiredValue(listen), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DataFolder folder, string listen, CancellationToken cancellationToken)
    {
        if (listen.Length == 0) throw new UserException(ExitCodes.Usage, "--listen needs an address, such as http://127.0.0.1:8080.");

        (string key, bool isNew) = folder.EnsureKey();

        await using NodeProgram node = NodeProgram.Start(folder, listen, isQuiet: false);
        await using CancellationTokenRegistration interrupt = cancellationToken.Register(node.Stop);

        Task<int> exit = node.WaitForExitAsync();
        Task<Uri> ready = node.WaitUntilReadyAsync(folder, CancellationToken.None);
        if (await Task.WhenAny(ready, exit) == ready && ready.IsCompletedSuccessfully) Welcome(await ready, folder, isNew ? key : null);
        return await exit == 0 || cancellationToken.IsCancellationRequested ? ExitCodes.Success : NodeProgram.CodeOf(await exit);
    }

    private static void Welcome(Uri url, DataFolder folder, string? newKey)
    {
        string at = url.ToString().TrimEnd('/');
        Console.WriteLine(
            $"""

            JpegReducer is up.
              page        {at}/
              API         {at}/v1        reference: {at}/scalar        OpenAPI: {at}/openapi/v1.json
              dashboard   {at}/dashboard/        metrics: {at}/metrics        health: {at}/health/ready
              data        {TerminalText.Escape(folder.Path)}
            """);
        string keyFile = TerminalText.Escape(folder.KeyFile);
        Console.WriteLine(newKey is null ? $"  API key     in {keyFile}"
            : $"  API key     {newKey}        (shown only once; stored for this user in {keyFile})");
        Console.WriteLine("Ctrl-C drains and stops the node.");
    }
}
