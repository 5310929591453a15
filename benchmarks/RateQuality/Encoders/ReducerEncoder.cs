using System.Diagnostics;
using JpegReducer.Benchmarks.RateQuality.Corpora;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>Our engine at its quality scale.</summary>
internal sealed class ReducerEncoder(Effort effort) : Encoder
{
    private readonly Reducer _reducer = new(new ReductionLimits());

    public override string Name { get; } = effort.ToString().ToLowerInvariant();

    /// <summary>Changes with every build of another source.</summary>
    public override string Version { get; } = $"{typeof(Reducer).Module.ModuleVersionId:N}";

    /// <summary>Scores of SSIMULACRA2, which is what its scale means.</summary>
    public override IReadOnlyList<int> Qualities { get; } = [36, 50, 58, 65, 70, 75, 80, 84, 88, 91, 94];

    public override byte[] Encode(SourceFile source, int quality) =>
        _reducer.Reduce(source.Jpeg, new ReductionOptions { Quality = quality, Effort = effort }, CancellationToken.None) switch
        {
            ReductionOutcome.Reduced reduced => reduced.Bytes.ToArray(),
            ReductionOutcome.Kept => source.Jpeg,
            ReductionOutcome.Failed failed => throw new InvalidOperationException($"The engine failed: {failed.Detail}"),
            _ => throw new UnreachableException(),
        };
}
