using System.Diagnostics;
using JpegReducer.Benchmarks.RateQuality.Corpora;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>Our engine at its quality scale.</summary>
/// <remarks>
/// A source that was strongly compressed before is reduced without loss at qualities that it has lost already. Measured targets show what
/// smaller results look like.
/// </remarks>
internal sealed class ReducerEncoder(Effort effort, bool isMeasured = false) : Encoder
{
    private readonly Reducer _reducer = new(new ReductionLimits());

    public override string Name { get; } = effort.ToString().ToLowerInvariant() + (isMeasured ? " target" : "");

    public override Encoder? WithLoss { get; } = isMeasured ? null : new ReducerEncoder(effort, isMeasured: true);

    /// <summary>Changes with every build of another source.</summary>
    public override string Version { get; } = $"{typeof(Reducer).Module.ModuleVersionId:N}";

    /// <summary>Scores of SSIMULACRA2, which is what its scale means.</summary>
    public override IReadOnlyList<int> Qualities { get; } = [36, 50, 58, 65, 70, 75, 80, 84, 88, 91, 94];

    public override byte[] Encode(SourceFile source, int quality) =>
        _reducer.Reduce(
            source.Jpeg,
            isMeasured ? new() { TargetScore = quality, Effort = effort } : new() { Quality = quality, Effort = effort },
            CancellationToken.None) switch
        {
            ReductionOutcome.Reduced reduced => reduced.Bytes.ToArray(),
            ReductionOutcome.Kept => source.Jpeg,
            ReductionOutcome.Failed failed => throw new InvalidOperationException($"The engine failed: {failed.Detail}"),
            _ => throw new UnreachableException(),
        };
}
