using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans;

/// <summary>Counts the symbols of all first scans of one component in a single pass over it.</summary>
internal static class BandCounter
{
    /// <summary>Counts exactly what <see cref="AcFirstEncoder"/> puts, scan by scan.</summary>
    /// <param name="plane">The component's coefficients.</param>
    /// <param name="scans">First scans that together cover the 63 AC coefficients in their order, with one point transform.</param>
    /// <param name="cancellationToken">Looked at once a row of blocks.</param>
    public static SymbolHistogram[] Count(CoefficientPlane plane, ScanHeader[] scans, CancellationToken cancellationToken)
    {
        SymbolHistogram[] histograms = [.. scans.Select(_ => new SymbolHistogram())];
        int[] emptyBlocks = new int[scans.Length];
        ulong[] bands = [.. scans.Select(scan => BitPlaces.Band(scan.SpectralStart, scan.SpectralEnd))];
        int[] bandOf = new int[CoefficientPlane.BlockLength];
        for (int i = 0; i < scans.Length; i++) bandOf.AsSpan(scans[i].SpectralStart..(scans[i].SpectralEnd + 1)).Fill(i);
        int[] startOf = [.. bandOf.Select(band => scans[band].SpectralStart)];
        int[] counts = new int[scans.Length * SymbolHistogram.Symbols];
        int low = scans[0].Low;

        for (int row = 0; row < plane.BlocksDown; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<short> blocks = plane.Row(row);
            for (; !blocks.IsEmpty; blocks = blocks[CoefficientPlane.BlockLength..])
            {
                ReadOnlySpan<short> block = blocks[..CoefficientPlane.BlockLength];
                ulong mask = BlockMask.Of(block, low) & ~1UL;
                CountValues(counts, block, mask, low, bandOf, startOf);
                CountEnds(emptyBlocks, mask);
            }
        }

        for (int i = 0; i < scans.Length; i++)
        {
            if (emptyBlocks[i] > 0) histograms[i].Counts[HuffmanSymbol.EndOfBand(emptyBlocks[i])]++;
            histograms[i].Add(counts.AsSpan(i * SymbolHistogram.Symbols, SymbolHistogram.Symbols));
        }

        return histograms;

        void CountEnds(int[] emptyBlocks, ulong mask)
        {
            for (int i = 0; i < emptyBlocks.Length; i++)
            {
                ref int empty = ref emptyBlocks[i];
                if ((mask & bands[i]) != 0)
                {
                    if (empty > 0) histograms[i].Counts[HuffmanSymbol.EndOfBand(empty)]++;
                    empty = 0;

                    // A band whose last coefficient is not zero ends by itself.
                    if ((mask >> scans[i].SpectralEnd & 1) != 0) continue;
                }

                if (++empty < HuffmanSymbol.MaxEmptyBlocks) continue;
                histograms[i].Counts[HuffmanSymbol.EndOfBand(empty)]++;
                empty = 0;
            }
        }
    }

    private static void CountValues(int[] counts, ReadOnlySpan<short> block, ulong mask, int low, int[] bandOf, int[] startOf)
    {
        int next = 1;
        for (; mask != 0; mask &= mask - 1)
        {
            int place = BitOperations.TrailingZeroCount(mask);
            int table = bandOf[place] * SymbolHistogram.Symbols;
            int run = place - Math.Max(next, startOf[place]);
            if (run > 15)
            {
                counts[table + HuffmanSymbol.ZeroRun] += run >> 4;
                run &= 15;
            }

            counts[table + (run << 4) + HuffmanSymbol.Size(Math.Abs((int)block[place]) >> low)]++;
            next = place + 1;
        }
    }
}
