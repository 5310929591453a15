using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Tests.Reduction;

/// <summary>Helpers that call the engine as its users do.</summary>
internal static class Engine
{
    private static readonly Reducer Default = new(new ReductionLimits());

    public static ReductionOutcome Reduce(byte[] source, ReductionMode mode = ReductionMode.Lossy, MetadataPolicy metadata = MetadataPolicy.Strip) =>
        Reduce(source, new ReductionOptions { Mode = mode, Metadata = metadata });

    public static ReductionOutcome Reduce(byte[] source, ReductionOptions options) => Default.Reduce(source, options, CancellationToken.None);

    /// <summary>The smaller file; the test fails if there is none.</summary>
    public static byte[] Smaller(byte[] source, ReductionMode mode = ReductionMode.Lossy, MetadataPolicy metadata = MetadataPolicy.Strip)
    {
        ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(Reduce(source, mode, metadata));
        Assert.True(reduced.Bytes.Length < source.Length);
        return reduced.Bytes.ToArray();
    }

    public static void AssertFails(FailureReason reason, ReductionOutcome outcome)
    {
        ReductionOutcome.Failed failed = Assert.IsType<ReductionOutcome.Failed>(outcome);
        Assert.Equal(reason, failed.Reason);
        Assert.EndsWith(".", failed.Detail, StringComparison.Ordinal);
    }
}
