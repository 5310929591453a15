using JpegReducer.Imaging.Jpeg;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Scans;

namespace JpegReducer.Imaging.Tests.Jpeg;

/// <summary>The fast counts, by which scans are chosen and tables are made, against the encoder itself.</summary>
public sealed class ScanStatisticsTests
{
    [Theory]
    [InlineData(95)]
    [InlineData(30)]
    public void Counts_of_every_band_are_what_the_encoder_puts(int quality)
    {
        using JpegImage image = Coefficients.Read(TestPictures.Vips(quality: quality));
        CoefficientPlane[] planes = [.. image.Components.Select(component => component.Plane)];
        ScanEncoder encoder = new(image.Frame, planes, default);
        for (int low = 0; low <= 3; low++)
        {
            int bands = 0;
            BandStatistics.Visit(
                planes[0], low, 1,
                (first, last, histogram) =>
                {
                    bands++;
                    SymbolHistogram expected = new();
                    encoder.Count(Band(BandStatistics.Starts[first], BandStatistics.Starts[last + 1] - 1, low), true, [expected]);
                    Assert.Equal(expected.Counts, histogram.Counts);
                },
                default);

            Assert.Equal(BandStatistics.Segments * (BandStatistics.Segments + 1) / 2, bands);
        }
    }

    [Fact]
    public void Counts_of_all_scans_in_one_pass_are_what_the_encoder_puts()
    {
        using JpegImage image = Coefficients.Read(TestPictures.Vips(quality: 90));
        CoefficientPlane[] planes = [.. image.Components.Select(component => component.Plane)];
        ScanEncoder encoder = new(image.Frame, planes, default);
        ScanHeader[] scans = [Band(1, 5, 1), Band(6, 6, 1), Band(7, 63, 1)];

        SymbolHistogram[] counted = BandCounter.Count(planes[0], scans, default);

        foreach ((ScanHeader scan, SymbolHistogram histogram) in scans.Zip(counted))
        {
            SymbolHistogram expected = new();
            encoder.Count(scan, true, [expected]);
            Assert.Equal(expected.Counts, histogram.Counts);
        }
    }

    [Fact]
    public void Long_runs_of_empty_blocks_are_cut_where_a_code_ends()
    {
        using CoefficientPlane plane = new(300, 300, 300, 300);
        plane.Block(120, 7)[63] = 1;

        SymbolHistogram[] counted = BandCounter.Count(plane, [Band(1, 63, 0)], default);

        // 36,007 blocks before the one with a coefficient, 53,992 behind it; EOB14 ends 16,384 to 32,767.
        Assert.Equal(2, counted[0].Counts[0xE0] - 1);
        Assert.Equal(1, counted[0].Counts[HuffmanSymbol.EndOfBand(36_007 - 32_767)]);
    }

    private static ScanHeader Band(int start, int end, int low) => new([new ScanComponent(0, 0, 0)], start, end, 0, low);
}
