using System.Text.Json;
using JpegReducer.Cli.Files;
using JpegReducer.Cli.Output;
using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Cli.Commands;

/// <summary>Reduces files with the engine, and writes the results. Thread-safe.</summary>
/// <param name="options">The options of the engine.</param>
/// <param name="limits">Its limits.</param>
/// <param name="measures">Whether scores are measured instead of estimated.</param>
internal sealed class FileReduction(ReductionOptions options, ReductionLimits limits, bool measures)
{
    private readonly Reducer _reducer = new(limits);
    private readonly ImageComparer? _comparer = measures ? new ImageComparer(limits) : null;

    /// <summary>Reduces one file.</summary>
    public FileReport Run(PlannedFile file, CancellationToken cancellationToken)
    {
        long before = 0;
        try
        {
            using SourceFile source = SourceFile.OpenFor(file);
            before = source.Stat.Size;
            (byte[] bytes, FileVersion version) = source.ReadAll(limits.MaxSourceBytes, cancellationToken);
            ImageHeader header = ImageHeader.Read(bytes);
            ReductionOutcome outcome =
                _reducer.Reduce(bytes, header, file.IsWebPTaken ? options with { Outputs = [] } : options, cancellationToken);
            (OutputOutcome Outcome, FidelityScore? Score)[] others =
                [.. outcome.Others.Select(other => (other, other is OutputOutcome.Reduced made ? Score(made.Bytes, made.Score) : null))];
            switch (outcome)
            {
                case ReductionOutcome.Reduced reduced:
                    FidelityScore? score = Score(reduced.Bytes, reduced.Score);
                    ResultFile.Write(file, reduced.Bytes.Span, source, version, cancellationToken);
                    return new FileReport(file.Source, file.Destination, before, reduced.Bytes.Length, "reduced")
                    {
                        Score = score?.Value,
                        ScoreBasis = Basis(score),
                        Outputs = WriteOthers(),
                    };
                case ReductionOutcome.Kept kept:
                    if (!file.IsInPlace) ResultFile.Write(file, bytes, source, version, cancellationToken);
                    return new FileReport(file.Source, file.Destination, before, before, "kept", Word(kept.Reason), kept.Detail)
                    {
                        Outputs = WriteOthers(),
                    };
                case ReductionOutcome.Failed failed:
                    return new FileReport(file.Source, null, before, null, "failed", Word(failed.Reason), failed.Detail);
                default:
                    throw new System.Diagnostics.UnreachableException();
            }

            FidelityScore? Score(ReadOnlyMemory<byte> result, FidelityScore? known) => known is { Measured: true } || _comparer is null
                ? known
                : Measure(bytes, header, result, cancellationToken) ?? known;

            OutputReport[]? WriteOthers()
            {
                if (file.ForWebP() is not { } place) return null;
                if (file.IsWebPTaken) return [FileFailure.PathIsTaken.ToReport(OutputReport.WebP)];
                return [.. others.Select(other => Write(place, other.Outcome, other.Score, source, version))];
            }
        }
        catch (Exception exception) when (FileFailure.Of(exception) is { } failure)
        {
            return new FileReport(file.Source, null, before, null, "failed", failure.Reason, failure.Detail);
        }
    }

    /// <summary>Writes an output, also after an interruption: the result that it belongs to is written already.</summary>
    private static OutputReport Write(PlannedFile place, OutputOutcome output, FidelityScore? score, SourceFile source, FileVersion version)
    {
        switch (output)
        {
            case OutputOutcome.Reduced reduced:
                try
                {
                    ResultFile.Write(place, reduced.Bytes.Span, source, version, CancellationToken.None);
                    return new OutputReport(output.Name, place.Destination, reduced.Bytes.Length, "reduced", Score: score?.Value);
                }
                catch (Exception exception) when (FileFailure.Of(exception) is { } failure)
                {
                    return failure.ToReport(output.Name);
                }

            case OutputOutcome.Skipped skipped:
                return OutputReport.Without(output.Name, "skipped", Word(skipped.Reason), skipped.Detail);
            case OutputOutcome.Failed failed:
                return OutputReport.Without(output.Name, "failed", Word(failed.Reason), failed.Detail);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The measured score; <see langword="null"/> if the two cannot be compared.</summary>
    private FidelityScore? Measure(byte[] source, ImageHeader header, ReadOnlyMemory<byte> result, CancellationToken cancellationToken) =>
        _comparer!.Compare(source, header, result, cancellationToken) is ComparisonOutcome.Scored scored ? scored.Score : null;

    private static string? Basis(FidelityScore? score) => score is null ? null : score.Value.Measured ? "measured" : "estimated";

    /// <summary>The reason as the API spells it: <c>NotSmaller</c> is <c>not-smaller</c>.</summary>
    private static string Word(Enum reason) => JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());
}
