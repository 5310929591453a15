using BenchmarkDotNet.Attributes;
using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Benchmarks.Micro;

/// <summary>What does a vector width save when the nonzero coefficients of a block are found?</summary>
public class NonzeroCoefficients
{
    private readonly short[] _block = [.. Enumerable.Range(0, CoefficientPlane.BlockLength).Select(k => (short)(k % 5 == 0 ? 60 - k : 0))];

    [Benchmark(Baseline = true)]
    public ulong Scalar() => BlockMask.OfScalar(_block, 0);

    [Benchmark]
    public ulong Bits128() => BlockMask.OfVector128(_block, 0);

    [Benchmark]
    public ulong Bits256() => BlockMask.OfVector256(_block, 0);

    [Benchmark]
    public ulong Bits512() => BlockMask.OfVector512(_block, 0);
}
