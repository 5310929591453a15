using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>Our own engine, at its quality scale.</summary>
internal sealed class ReducerEncoder : Encoder
{
    private readonly Reducer _reducer = new(new ReductionLimits());

    public override string Name => "JpegReducer";

    public override byte[]? Encode(SourcePicture source, int quality) =>
        _reducer.Reduce(source.Jpeg, new ReductionOptions { Quality = quality }, CancellationToken.None) switch
        {
            ReductionOutcome.Reduced reduced => reduced.Bytes.ToArray(),
            ReductionOutcome.Kept => null,
            ReductionOutcome.Failed failed => throw new InvalidOperationException($"{source.Name}: {failed.Detail}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
