using System.CommandLine;
using JpegReducer.ApiContracts;
using JpegReducer.ApiContracts.Client;
using JpegReducer.Cli.Files;
using JpegReducer.Cli.Node;
using JpegReducer.Cli.Output;
using JpegReducer.Cli.Platform;
using JpegReducer.Cli.Submission;

namespace JpegReducer.Cli.Commands;

/// <summary><c>submit</c>: submits files and URLs as one bulk job.</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        Argument<string[]> paths = new("path") { Description = "Images, and folders of images.", Arity = ArgumentArity.ZeroOrMore };
        Option<string> output = new("--out", "-o") { Description = "The folder for the results.", DefaultValueFactory = _ => "optimized" };
        Option<bool> inPlace = new("--in-place") { Description = "Replace the sources, each atomically and only by a smaller file." };
        Option<string?> urlList = new("--url-list")
        {
            Description = "A file (or - for standard input) with one URL per line: images that the node fetches.",
        };
        Option<string?> label = new("--label") { Description = "A name for the job." };
        ReductionSwitches reduction = new();
        Option<bool> json = CommonOptions.Json();
        Option<string?> server = CommonOptions.Server(), key = CommonOptions.Key();
        Option<string?> data = CommonOptions.Data();

        Command command = new(
            "submit",
            $"""
            Sends files as one bulk job through a node's gateway and downloads the results.

              jpegreducer submit photos --out optimized
              jpegreducer submit photos --out optimized --also webp
              jpegreducer submit photos --in-place --mode glossy
              jpegreducer submit --url-list images.txt --server https://images.example.org

            If no node answers, one is started for the run. Sources are never overwritten without --in-place.
            One bad file does not stop the others. Ctrl-C cancels the job and keeps the results so far.
            {ExitCodes.SubmitHelp}
            """)
        {
            paths, output, inPlace, urlList, label, json, server, key, data,
        };
        reduction.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string? folder = parsed.GetValue(inPlace) ? null : RealPath.Full(parsed.GetRequiredValue(output)) + Path.DirectorySeparatorChar;
            string[] inputs = parsed.GetRequiredValue(paths);
            IReadOnlyList<PlannedFile> urls = await UrlList.ReadAsync(parsed.GetValue(urlList), folder, cancellationToken);
            if (inputs.Length == 0 && urls.Count == 0) throw new UserException(ExitCodes.Usage, "Give files or folders to submit, or --url-list.");

            CreateJobRequest request = new()
            {
                Label = parsed.GetValue(label),
                Options = reduction.Read(parsed),
            };
            OutputPlan plan = inputs.Length == 0 ? new OutputPlan([], []) : OutputPlan.Create(inputs, folder, cancellationToken);
            if (folder is not null) OutputPlan.Check([.. plan.Files, .. urls]);
            if (request.Options.Formats.Contains(OutputFormat.Webp))
            {
                IReadOnlyList<PlannedFile> named = WebPNames.Assign([.. plan.Files, .. urls]);
                urls = [.. named.Skip(plan.Files.Count)];
                plan = plan with { Files = [.. named.Take(plan.Files.Count)] };
            }

            ResultTable table = new(parsed.GetValue(json), Console.Out);
            foreach (Unprocessed entry in plan.Unprocessed) table.Add(entry.ToReport());
            if (plan.Files.Count + urls.Count > 0)
            {
                await using NodeConnection node = await NodeConnection.OpenAsync(
                    parsed.GetValue(server), parsed.GetValue(key), new DataFolder(parsed.GetValue(data)), mayStart: true, cancellationToken);
                if (!parsed.GetValue(json))
                    await Console.Error.WriteLineAsync(TerminalText.Escape(
                        node.IsOwn ? $"A node was started for this run, at {node.Api.Node}."
                        : $"Submitting through the node at {node.Api.Node}."));
                await RunAsync(node.Api, plan.Files, urls, request, table, cancellationToken);
            }

            table.Finish();
            return table.Failed == 0 ? ExitCodes.Success : ExitCodes.SomeFailed;
        });
        return command;
    }

    /// <summary>Submits one job; and a second one without WebP for files whose WebP exists, because a requested one is charged.</summary>
    private static async Task RunAsync(
        JpegReducerClient node, IReadOnlyList<PlannedFile> files, IReadOnlyList<PlannedFile> urls, CreateJobRequest request, ResultTable table,
        CancellationToken cancellationToken)
    {
        ILookup<bool, PlannedFile> byTaken = files.ToLookup(file => file.IsWebPTaken);
        BulkSubmission all = new(node, [.. byTaken[false]], urls, table), withoutWebP = new(node, [.. byTaken[true]], [], table);
        if (all.Total > 0) await RunAsync(all, request, table, cancellationToken);
        if (withoutWebP.Total > 0)
        {
            await RunAsync(
                withoutWebP, request with { Options = request.Options with { Formats = [OutputFormat.Keep] } }, table, cancellationToken);
        }
    }

    private static async Task RunAsync(BulkSubmission submission, CreateJobRequest request, ResultTable table, CancellationToken cancellationToken)
    {
        using IDisposable _ = ExitActions.Add(table.Finish); // where a signal ends the program before the node answers
        SubmitProgress progress = new(submission.Total);
        try
        {
            await progress.RunAsync(() => submission.RunAsync(request, progress, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            table.Finish();
            if (submission.Job is { } job)
            {
                await Console.Error.WriteLineAsync(TerminalText.Escape(submission.IsCancelled
                    ? $"Interrupted. {job} was cancelled; finished results are written."
                    : $"Interrupted. The node did not confirm that {job} was cancelled; downloaded results are written."));
            }

            throw;
        }
    }
}
