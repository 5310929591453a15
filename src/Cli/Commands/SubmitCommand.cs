using System.CommandLine;
using JpegReducer.ApiContracts;
using JpegReducer.Cli.Files;
using JpegReducer.Cli.Node;
using JpegReducer.Cli.Output;
using JpegReducer.Cli.Submission;

namespace JpegReducer.Cli.Commands;

/// <summary><c>submit</c>: files and URLs as one bulk job of a node.</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        Argument<FileSystemInfo[]> paths = new("path") { Description = "Images, and folders of images.", Arity = ArgumentArity.ZeroOrMore };
        Option<DirectoryInfo> output = new("--out", "-o") { Description = "The folder for the results.", DefaultValueFactory = _ => new DirectoryInfo("optimized") };
        Option<bool> inPlace = new("--in-place") { Description = "Replace the sources, each at once and only by something smaller." };
        Option<FileInfo?> urlList = new("--url-list") { Description = "A file with a URL on each line: images that the node fetches itself." };
        Option<string?> label = new("--label") { Description = "A name for the job." };
        ReductionSwitches reduction = new();
        Option<bool> json = CommonOptions.Json();
        Option<string?> server = CommonOptions.Server(), key = CommonOptions.Key();
        Option<DirectoryInfo?> data = CommonOptions.Data();

        Command command = new(
            "submit",
            $"""
            Sends files as one bulk job through a node's gateway and brings the results back.

              jpegreducer submit photos --out optimized
              jpegreducer submit photos --in-place --mode glossy
              jpegreducer submit --url-list images.txt --server https://images.example.org

            Where no node answers, one is started for the run. Sources are never overwritten unless --in-place is said.
            One bad file does not stop the others. Ctrl-C cancels the job and keeps what has ended.
            {ExitCodes.Help}
            """)
        {
            paths, output, inPlace, urlList, label, json, server, key, data,
        };
        reduction.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string? folder = parsed.GetValue(inPlace) ? null : parsed.GetRequiredValue(output).FullName + Path.DirectorySeparatorChar;
            IReadOnlyList<FileSystemInfo> inputs = parsed.GetRequiredValue(paths);
            IReadOnlyList<PlannedFile> urls = UrlList.Read(parsed.GetValue(urlList), folder);
            if (inputs.Count == 0 && urls.Count == 0) throw new UserException(ExitCodes.Usage, "Say which files or folders to submit, or --url-list.");

            CreateJobRequest request = new()
            {
                Label = parsed.GetValue(label),
                Options = reduction.Read(parsed),
            };
            IReadOnlyList<PlannedFile> files = inputs.Count == 0 ? [] : OutputPlan.Create(inputs, folder).Files;
            if (folder is not null) OutputPlan.Check([.. files, .. urls]);
            await using NodeConnection node = await NodeConnection.OpenAsync(
                parsed.GetValue(server), parsed.GetValue(key), new DataFolder(parsed.GetValue(data)), mayStart: true, cancellationToken);
            return await RunAsync(node, request, files, urls, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        NodeConnection node, CreateJobRequest request, IReadOnlyList<PlannedFile> files, IReadOnlyList<PlannedFile> urls, bool json, CancellationToken cancellationToken)
    {
        if (!json) await Console.Error.WriteLineAsync(node.IsOwn ? $"A node was started for this run, at {node.Api.Url}." : $"Submitting through the node at {node.Api.Url}.");
        ResultTable table = new(json, Console.Out);
        BulkSubmission submission = new(node.Api, files, urls, table);
        SubmitProgress progress = new(files.Count + urls.Count);
        try
        {
            await progress.RunAsync(() => submission.RunAsync(request, progress, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            table.Finish();
            if (submission.Job is { } job) await Console.Error.WriteLineAsync($"Interrupted. {job} was cancelled; what had ended is in its place.");
            throw;
        }

        table.Finish();
        return table.Failed == 0 ? ExitCodes.Success : ExitCodes.SomeFailed;
    }
}
