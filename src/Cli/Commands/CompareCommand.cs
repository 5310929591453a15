using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using JpegReducer.Cli.Output;
using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Cli.Commands;

/// <summary><c>compare</c>: how like one picture another looks.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        Argument<FileInfo> reference = new("reference") { Description = "The picture as it should look." };
        Argument<FileInfo> distorted = new("distorted") { Description = "The picture to judge; may be of another format." };
        reference.AcceptExistingOnly();
        distorted.AcceptExistingOnly();
        Option<bool> json = new("--json") { Description = "One JSON object on the standard output." };

        Command command = new(
            "compare",
            $"""
            Measures how like one picture another looks, by SSIMULACRA2.

              jpegreducer compare photo.jpg smaller.jpg

            100 is the same picture; 90 cannot be told from it in a flicker test, 80 not side by side; 70 is high, 50 medium quality.
            {ExitCodes.Help}
            """)
        {
            reference, distorted, json,
        };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(reference), parsed.GetRequiredValue(distorted), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo reference, FileInfo distorted, bool json, CancellationToken cancellationToken)
    {
        byte[] first = await File.ReadAllBytesAsync(reference.FullName, cancellationToken);
        byte[] second = await File.ReadAllBytesAsync(distorted.FullName, cancellationToken);
        switch (new ImageComparer(new ReductionLimits()).Compare(first, second, cancellationToken))
        {
            case ComparisonOutcome.Scored { Score.Value: var score }:
                await Console.Out.WriteLineAsync(json
                    ? JsonSerializer.Serialize(new ScoreReport(score), ScoreReportJson.Default.ScoreReport)
                    : score.ToString("F2", CultureInfo.InvariantCulture));
                return ExitCodes.Success;
            case ComparisonOutcome.SizesDiffer:
                return await RefuseAsync("The pictures differ in size.");
            case ComparisonOutcome.Refused refused:
                return await RefuseAsync($"{(refused.Side is ComparedSide.Reference ? reference : distorted).Name}: {refused.Failure.Detail}");
            default:
                throw new UnreachableException();
        }
    }

    private static async Task<int> RefuseAsync(string reason)
    {
        await Console.Error.WriteLineAsync(reason);
        return ExitCodes.SomeFailed;
    }
}
