using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Imaging.Tests.Jpeg.Lossy;

public sealed class ChromaSubsamplingTests
{
    private static readonly float[] Steps = [.. Enumerable.Repeat(2f, CoefficientPlane.BlockLength)];

    [Fact]
    public void Flat_chroma_is_unchanged_and_loses_no_variance()
    {
        using CoefficientPlane source = new(5, 3, 6, 4);
        for (int block = 0; block < 15; block++) source.Block(block / 5, block % 5)[0] = 40;
        using CoefficientPlane halved = new(3, 2, 3, 2);

        double lost = Halve(source, halved).Variance;

        Assert.Equal(0, lost, 0.001);
        Assert.All(Enumerable.Range(0, 6), block =>
        {
            Assert.Equal(40 * Steps[0] / ChromaSubsampling.ResultStep, halved.Block(block / 3, block % 3)[0]);
            Assert.False(halved.Block(block / 3, block % 3)[1..].ContainsAnyExcept((short)0));
        });
    }

    [Fact]
    public void The_highest_frequency_is_lost_and_its_variance_reported()
    {
        using CoefficientPlane source = new(4, 2, 4, 2);
        for (int block = 0; block < 8; block++) source.Block(block / 4, block % 4)[63] = 32;
        using CoefficientPlane halved = new(2, 1, 2, 1);

        double lost = Halve(source, halved).Variance;

        double variance = 64.0 * 64 / CoefficientPlane.BlockLength;
        Assert.InRange(lost, 0.9 * variance, variance);
    }

    [Fact]
    public void A_single_block_at_the_edge_is_mirrored()
    {
        using CoefficientPlane source = new(1, 1, 2, 2);
        (source.Block(0, 0)[0], source.Block(0, 0)[1]) = (10, 25);
        using CoefficientPlane mirrored = new(2, 1, 2, 1);
        source.Block(0, 0).CopyTo(mirrored.Block(0, 0));
        (mirrored.Block(0, 1)[0], mirrored.Block(0, 1)[1]) = (10, -25);
        using CoefficientPlane first = new(1, 1, 1, 1);
        using CoefficientPlane second = new(1, 1, 1, 1);

        Halve(source, first, down: false);
        Halve(mirrored, second, down: false);

        Assert.True(first.HasSameBlocks(second));
    }

    private static ChromaLoss Halve(CoefficientPlane source, CoefficientPlane result, bool down = true, float lumaVariance = 0)
    {
        int across = 2 * result.BlocksAcross;
        float[] variances = [.. Enumerable.Repeat(lumaVariance, across * 2 * result.BlocksDown)];
        return ChromaSubsampling.Halve(source, Steps, new ChromaHalving(Across: true, down), result, new BlockVariances(variances, across), (2, 2));
    }
}
