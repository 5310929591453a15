using JpegReducer.Imaging.Jpeg;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Tests.Jpeg;

public sealed class JpegFuzzTests
{
    private static readonly ReductionLimits Limits = new() { MaxPixels = 4_000_000, MaxScans = 40 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_damaged_file_is_read_or_refused_by_name(int seed)
    {
        byte[][] seeds =
        [
            TestPictures.Vips(67, 43),
            TestPictures.Vips(67, 43, subsample: true, restartInterval: 2),
            TestPictures.Vips(67, 43, progressive: true, subsample: true),
            TestPictures.Vips(40, 40, bands: 4),
            TestPictures.Magick("4x1,1x1,1x1", progressive: true, width: 50, height: 30),
        ];
        Mutator mutator = new(seed);

        for (int round = 0; round < 800; round++)
        {
            byte[] file = mutator.Mutate(seeds[round % seeds.Length]);

            if (!JpegDecoder.TryReadCoefficients(file, Limits, out JpegImage? image, out JpegFault fault))
            {
                Assert.InRange(fault.Position, 0, file.Length);
                continue;
            }

            // What can be read must come out again, as it was and coarser: the repacker checks itself and throws where it fails.
            using (image)
            using (LossyRequantization requantization = new(image, halvesChroma: round % 2 == 0, Recipe.Default))
            using (JpegImage coarser = requantization.Apply(1 + (round % 7), out _, CancellationToken.None))
            {
                JpegRepacker.Write(image, MetadataPolicy.Keep, CancellationToken.None);
                JpegRepacker.Write(coarser, MetadataPolicy.Keep, CancellationToken.None);
            }
        }
    }
}
