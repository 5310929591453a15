using BenchmarkDotNet.Attributes;
using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Benchmarks.Micro;

/// <summary>
/// How long does one block take in each direction? Run again with <c>DOTNET_EnableHWIntrinsic=0</c> for the software fallback of the vector types.
/// </summary>
public class BlockTransforms
{
    private readonly int[] _coefficients = [.. Enumerable.Range(0, 64).Select(k => k % 7 == 0 ? 400 / (k + 1) : 0)];
    private readonly float[] _pixels = [.. Enumerable.Range(0, 64).Select(k => (k * 37 % 256) - 128f)];
    private readonly int[] _samples = new int[64];
    private readonly float[] _transformed = new float[64];

    [Benchmark]
    public void Inverse() => InverseDct.Transform(_coefficients, _samples, stride: 8);

    [Benchmark]
    public void Forward() => ForwardDct.Transform(_pixels, _transformed);
}
