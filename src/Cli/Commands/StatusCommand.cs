using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using JpegReducer.ApiContracts;
using JpegReducer.Cli.Node;
using JpegReducer.Cli.Output;
using Spectre.Console;

namespace JpegReducer.Cli.Commands;

/// <summary><c>status</c>: shows the state and usage of a node.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        Option<string?> server = CommonOptions.Server(), key = CommonOptions.Key();
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = new("--json") { Description = "One JSON object on standard output." };
        Command command = new(
            "status",
            $"""
            Shows the state of a node, what is waiting, what the account has used, and the latest jobs.

              jpegreducer status
              JPEGREDUCER_API_KEY=… jpegreducer status --server https://images.example.org

            {ExitCodes.StatusHelp}
            """)
        {
            server, key, data, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using NodeConnection node = await NodeConnection.OpenAsync(
                parsed.GetValue(server), parsed.GetValue(key), new DataFolder(parsed.GetValue(data)), mayStart: false, cancellationToken);
            StatusReport report = new(
                node.Api.Node, await node.Api.GetNodeAsync(cancellationToken), await node.Api.GetUsageAsync(
                    cancellationToken), (await node.Api.GetJobsAsync(10, cancellationToken)).Items);
            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(report, StatusReportJson.Default.StatusReport));
            else Write(report);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Write(StatusReport report)
    {
        NodeView node = report.Node;
        Console.WriteLine(TerminalText.Escape($"{report.Url} runs JpegReducer {node.Version} ({node.Mode}) since {node.StartedAt:u}"));
        Console.WriteLine($"{node.OpenJobs} open jobs, {node.WaitingItems} queued images, {node.InFlightItems} in flight on {node.Workers} silos");
        UsageTotals month = report.Usage.Month;
        Console.WriteLine(
            $"this month: {month.Reduced} reduced, {month.Kept} kept, {month.Failed} failed, {month.Charged} "
                + $"charged{(report.Usage.MonthlyLimit is { } limit ? $" of {limit}" : "")}, "
            + $"{Sizes.Bytes(month.BytesIn)} → {Sizes.Bytes(month.BytesOut)}");
        if (report.Jobs.Count == 0) return;

        Table table = new Table().Border(TableBorder.Simple).AddColumns(
            "job", "label", "state", "images", "failed", "before", "after", "change", "opened");
        foreach (JobView job in report.Jobs)
        {
            table.AddRow(
                Shown(job.Id), Shown(job.Label ?? ""), job.State.ToString()
                    .ToLowerInvariant(), $"{job.Counts.Total - job.Counts.Pending} of {job.Counts.Total}", $"{job.Counts.Failed}",
                Sizes.Bytes(job.BytesIn), Sizes.Bytes(job.BytesOut), Sizes.Change(job.BytesIn, job.BytesOut), $"{job.CreatedAt:u}");
        }

        Consoles.ForTables(Console.Out).Write(table);

        static string Shown(string text) => Markup.Escape(TerminalText.Escape(text));
    }
}

/// <summary>What <c>status --json</c> writes.</summary>
internal sealed record StatusReport(Uri Url, NodeView Node, UsageView Usage, IReadOnlyList<JobView> Jobs);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StatusReport))]
internal sealed partial class StatusReportJson : JsonSerializerContext;
