using BenchmarkDotNet.Attributes;
using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Fidelity.Lanes;
using JpegReducer.Support.Images;

namespace JpegReducer.Benchmarks.Micro;

/// <summary>What does a vector width save in SSIMULACRA 2 of a picture of 512×384 pixels?</summary>
public class MetricLanes
{
    private const int Width = 512, Height = 384;

    private readonly byte[] _reference = ContentPictures.Pixels(ContentKind.Photo, Width, Height, 1);
    private readonly byte[] _distorted = [.. ContentPictures.Pixels(ContentKind.Photo, Width, Height, 1).Select(sample => (byte)(sample & 0xF8))];

    [Benchmark(Baseline = true)]
    public double Scalar() => Measure<ScalarLane>();

    [Benchmark]
    public double Bits128() => Measure<Vector128Lanes>();

    [Benchmark]
    public double Bits256() => Measure<Vector256Lanes>();

    [Benchmark]
    public double Bits512() => Measure<Vector512Lanes>();

    private double Measure<TLanes>()
        where TLanes : struct, IFloatLanes<TLanes> =>
        Ssimulacra2.Measure<TLanes>(new RgbPicture(_reference, Width, Height), new RgbPicture(_distorted, Width, Height));
}
