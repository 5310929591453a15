using BenchmarkDotNet.Attributes;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Reading;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Images;

namespace JpegReducer.Benchmarks.Micro;

/// <summary>How long does it take to read the coefficients of a photograph of 1024×768 pixels at 4:2:0?</summary>
public class EntropyDecoding
{
    private readonly byte[] _file = ContentPictures.Jpeg(ContentKind.Photo, 1024, 768, seed: 1, quality: 90, halfChroma: true);
    private readonly ReductionLimits _limits = new();

    [Benchmark]
    public int Read()
    {
        if (!JpegDecoder.TryReadCoefficients(_file, _limits, out JpegImage? image, out _))
            throw new InvalidOperationException("The picture is not decoded.");

        using (image) return image.Components.Count;
    }
}
