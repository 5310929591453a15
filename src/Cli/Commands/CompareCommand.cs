using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using JpegReducer.Cli.Files;
using JpegReducer.Cli.Output;
using JpegReducer.Cli.Platform;
using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Cli.Commands;

/// <summary><c>compare</c>: measures the visible similarity of two pictures.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        Argument<string> reference = new("reference") { Description = "The reference picture." };
        Argument<string> distorted = new("distorted") { Description = "The picture to compare with it; may be in another format." };
        Option<bool> json = new("--json") { Description = "One JSON object on standard output." };

        Command command = new(
            "compare",
            $"""
            Measures the visible similarity of two pictures (SSIMULACRA2, butteraugli).

              jpegreducer compare photo.jpg smaller.jpg

            The first line is the SSIMULACRA2 score. 100: identical; 90: indistinguishable in a flicker test; 80: indistinguishable side by
            side; 70: high quality; 50: medium quality. The distances by butteraugli follow, of the whole picture (3-norm) and of its worst
            pixel (max norm). 0: identical; up to about 1: not visible.
            {ExitCodes.CompareHelp}
            """)
        {
            reference, distorted, json,
        };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(reference), parsed.GetRequiredValue(distorted), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string reference, string distorted, bool json, CancellationToken cancellationToken)
    {
        ReductionLimits limits = new();
        byte[] first = Read(reference, limits, cancellationToken);
        byte[] second = Read(distorted, limits, cancellationToken);
        switch (new ImageComparer(limits).CompareByBoth(first, second, cancellationToken))
        {
            case ComparisonOutcome.Scored { Score.Value: var score, Butteraugli: { } distance }:
                ScoreReport report = new(score, distance.ThreeNorm, distance.MaxNorm);
                await Console.Out.WriteLineAsync(json
                    ? JsonSerializer.Serialize(report, ScoreReportJson.Default.ScoreReport)
                    : Lines(report));
                return ExitCodes.Success;
            case ComparisonOutcome.SizesDiffer:
                return await RefuseAsync("The pictures differ in size.");
            case ComparisonOutcome.Refused refused:
                return await RefuseAsync(
                    $"{Path.GetFileName(refused.Side is ComparedSide.Reference ? reference : distorted)}: {refused.Failure.Detail}");
            default:
                throw new UnreachableException();
        }
    }

    private static string Lines(ScoreReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {report.Score:F2}
        butteraugli 3-norm: {report.Butteraugli3Norm:F3}
        butteraugli max norm: {report.ButteraugliMaxNorm:F3}
        """);

    private static byte[] Read(string path, ReductionLimits limits, CancellationToken cancellationToken)
    {
        string full = RealPath.Full(path);
        try
        {
            if (FileStat.TryOf(full) is null) throw new UserException(ExitCodes.Usage, $"{path} does not exist.");

            using SourceFile file = SourceFile.Open(full);
            return file.ReadAll(limits.MaxSourceBytes, cancellationToken).Content;
        }
        catch (Exception exception) when (FileFailure.Of(exception) is { } failure)
        {
            throw new UserException(ExitCodes.SomeFailed, $"{path}: {failure.Detail}");
        }
    }

    private static async Task<int> RefuseAsync(string reason)
    {
        await Console.Error.WriteLineAsync(TerminalText.Escape(reason));
        return ExitCodes.SomeFailed;
    }
}
