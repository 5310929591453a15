using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Scans;
using JpegReducer.Imaging.Jpeg.Scans.Planning;

namespace JpegReducer.Imaging.Tests.Jpeg;

/// <summary>The fast symbol counts, which scans and tables are chosen by, against the encoder.</summary>
public sealed class ScanStatisticsTests
{
    [Theory]
    [InlineData(95)]
    [InlineData(30)]
    public void Counts_of_every_band_match_the_encoder(int quality)
    {
        using JpegImage image = Coefficients.Read(TestPictures.Vips(quality: quality));
        CoefficientPlane[] planes = [.. image.Components.Select(component => component.Plane)];
        for (int low = 0; low <= 3; low++)
        {
            int bands = 0;
            BandStatistics.Visit(
                planes[0], low, 1,
                (first, last, histogram) =>
                {
                    bands++;
                    Assert.Equal(
                        Encoded(image, planes, Band(BandStatistics.Starts[first], BandStatistics.Starts[last + 1] - 1, low)), histogram.Counts);
                },
                default);

            Assert.Equal(BandStatistics.Segments * (BandStatistics.Segments + 1) / 2, bands);
        }
    }

    [Fact]
    public void Counts_of_all_scans_in_one_pass_match_the_encoder()
    {
        using JpegImage image = Coefficients.Read(TestPictures.Vips(quality: 90));
        CoefficientPlane[] planes = [.. image.Components.Select(component => component.Plane)];
        ScanHeader[] scans = [Band(1, 5, 1), Band(6, 6, 1), Band(7, 63, 1)];

        BandHistogram counter = new(planes[0], image.Components[0].Header.Vertical, scans);
        RowPasses.Run([counter], image.Frame, default);

        Assert.Equal(scans, counter.Planned.Select(scan => scan.Header));
        Assert.All(counter.Planned, scan => Assert.Equal(Encoded(image, planes, scan.Header), scan.AcTables.Single().Counts));
    }

    [Fact]
    public void Long_EOB_runs_are_split_at_the_limit_of_a_symbol()
    {
        using CoefficientPlane plane = new(300, 300, 300, 300);
        plane.Block(120, 7)[63] = 1;

        BandHistogram counter = new(plane, 1, [Band(1, 63, 0)]);
        for (int row = 0; row < plane.Rows; row++) counter.ProcessRow(row);
        counter.Finish();

        // 36,007 blocks before the one with a coefficient, 53,992 after it; EOB14 covers 16,384 to 32,767.
        int[] counts = counter.Planned.Single().AcTables.Single().Counts;
        Assert.Equal(2, counts[0xE0] - 1);
        Assert.Equal(1, counts[HuffmanSymbol.EndOfBand(36_007 - 32_767)]);
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public void EOB_runs_counted_by_words_match_those_counted_block_by_block(double occupied)
    {
        const int FirstSegment = 1, LastSegment = 3;
        Random random = new(5);
        ushort[] shapes = new ushort[1000];
        foreach (ref ushort shape in shapes.AsSpan())
        {
            // A segment whose last coefficient is nonzero is not empty.
            int filled = random.NextDouble() < occupied ? random.Next(1, 1 << BandStatistics.Segments) : 0;
            shape = (ushort)(filled | ((random.Next() & filled) << BandStatistics.Segments));
        }

        int[] counts = new int[SymbolHistogram.Symbols];
        new EobRunCounter(shapes).Count(FirstSegment, LastSegment, counts);

        int[] expected = new int[SymbolHistogram.Symbols];
        int run = 0;
        foreach (ushort shape in shapes)
        {
            if ((shape & 0b1110) != 0)
            {
                if (run > 0) expected[HuffmanSymbol.EndOfBand(run)]++;
                run = 0;
                if ((shape & (1 << (BandStatistics.Segments + LastSegment))) != 0) continue;
            }

            run++;
        }

        if (run > 0) expected[HuffmanSymbol.EndOfBand(run)]++;
        Assert.Equal(expected, counts);
    }

    private static int[] Encoded(JpegImage image, CoefficientPlane[] planes, ScanHeader scan)
    {
        ScanCount count = new(image.Frame, planes, scan, isProgressive: true);
        RowPasses.Run([count], image.Frame, default);
        return count.Scan.AcTables.Single().Counts;
    }

    private static ScanHeader Band(int start, int end, int low) => new([new ScanComponent(0, 0, 0)], start, end, 0, low);
}
