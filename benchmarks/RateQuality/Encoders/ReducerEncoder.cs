using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>Our own engine, at its quality scale by estimate, or at measured targets.</summary>
internal sealed class ReducerEncoder(Effort effort, bool measured = false) : Encoder
{
    private readonly Reducer _reducer = new(new ReductionLimits());

    public override string Name => NameOf(effort, measured);

    /// <summary>Scores of SSIMULACRA2, which is what its scale means.</summary>
    public override IReadOnlyList<int> Qualities => Scores;

    /// <inheritdoc cref="Qualities"/>
    public static IReadOnlyList<int> Scores { get; } = [45, 54, 60, 65, 70, 75, 80, 85, 88, 90, 92];

    /// <summary>How the table calls our engine.</summary>
    public static string NameOf(Effort effort, bool measured) => (effort, measured) switch
    {
        (_, true) => "JpegReducer, measured target",
        (Effort.Normal, _) => "JpegReducer",
        _ => $"JpegReducer, effort {effort.ToString().ToLowerInvariant()}",
    };

    public override byte[]? Encode(SourcePicture source, int quality) =>
        _reducer.Reduce(
            source.File, measured ? new ReductionOptions { TargetScore = quality, Effort = effort }
            : new ReductionOptions { Quality = quality, Effort = effort }, CancellationToken.None) switch
        {
            ReductionOutcome.Reduced reduced => reduced.Bytes.ToArray(),
            ReductionOutcome.Kept => null,
            ReductionOutcome.Failed failed => throw new InvalidOperationException($"{source.Name}: {failed.Detail}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
