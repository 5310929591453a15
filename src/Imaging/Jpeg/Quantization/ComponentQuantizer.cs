using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>Quantizes the coefficients of a component with rate–distortion optimization, with any table and any number of times.</summary>
/// <remarks>What symbols cost is trained from call to call: first on samples, then on the whole.</remarks>
internal sealed class ComponentQuantizer
{
    /// <summary>The number of blocks that represent a component.</summary>
    private const int SampleBlocks = 1_500;

    /// <summary>Samples consist of pieces of rows, since DC values are coded as differences.</summary>
    private const int PieceLength = 32;

    /// <summary>A variance that results from rounding only.</summary>
    private const float Flat = 0.01f;

    private readonly CoefficientPlane _source;
    private readonly float[] _sourceSteps;
    private readonly float[] _variances;
    private readonly float[] _weights;
    private readonly float _threshold;
    private SymbolHistogram _acSymbols = InitialStatistics();
    private int[] _dcSizes = DcTrellis.InitialSizes();

    /// <param name="source">The coefficients.</param>
    /// <param name="sourceSteps">Their quantization steps in zigzag order.</param>
    /// <param name="masking">The masking of distortion in busy blocks.</param>
    /// <param name="threshold">The variance below which a block masks no distortion, for <see cref="Distortion"/>.</param>
    public ComponentQuantizer(CoefficientPlane source, float[] sourceSteps, MaskingOptions masking, float threshold)
    {
        (_source, _sourceSteps, _threshold) = (source, sourceSteps, threshold);
        _variances = BlockMasking.Variances(source, sourceSteps);
        _weights = BlockMasking.Weights(_variances, source.BlocksAcross, masking);
    }

    private ComponentQuantizer(ComponentQuantizer trained, CoefficientPlane source, float[] sourceSteps)
    {
        (_source, _sourceSteps, _threshold) = (source, sourceSteps, trained._threshold);
        (_variances, _weights) = (trained._variances, [.. trained._weights]);
        (_acSymbols, _dcSizes) = (trained._acSymbols, trained._dcSizes);
    }

    /// <summary>The weight of distortion in each block, row by row: 1 in flat blocks. May be changed between calls.</summary>
    public Span<float> Weights => _weights;

    /// <summary>The variance of each block's samples.</summary>
    public BlockVariances Variances => new(_variances, _source.BlocksAcross);

    /// <summary>The share of blocks without any variance.</summary>
    public double FlatShare => _variances.Count(variance => variance < Flat) / (double)_variances.Length;

    /// <summary>The estimated distortion by the source's own quantization.</summary>
    public Distortion InheritedDistortion => Estimation.InheritedDistortion.Of(_source, _sourceSteps, _variances, _threshold);

    /// <summary>A quantizer of other coefficients of the same picture, with the symbol statistics of this one.</summary>
    /// <param name="source">The coefficients.</param>
    /// <param name="sourceSteps">Their quantization steps in zigzag order.</param>
    public ComponentQuantizer WithSource(CoefficientPlane source, float[] sourceSteps) => new(this, source, sourceSteps);

    /// <summary>Quantizes a sample of the blocks, and keeps only the symbol statistics.</summary>
    /// <param name="steps">The steps to quantize with, in zigzag order; none finer than the source's.</param>
    /// <param name="preset">The Lagrange multipliers.</param>
    /// <param name="cancellationToken">Checked before the work begins.</param>
    /// <returns>The distortion.</returns>
    public Distortion QuantizeSample(ushort[] steps, QuantizerPreset preset, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int across = _source.BlocksAcross;
        int piecesInRow = (across + PieceLength - 1) / PieceLength;
        int step = Math.Max(_variances.Length / SampleBlocks, 1);
        if (step > 1 && step % piecesInRow == 0) step++; // not all from the same columns

        short[] levels = new short[PieceLength * CoefficientPlane.BlockLength];
        RowPass pass = new(this, steps, preset);
        for (int piece = step / 2; piece < piecesInRow * _source.BlocksDown; piece += step)
        {
            int column = piece % piecesInRow * PieceLength;
            int length = Math.Min(PieceLength, across - column);
            levels.AsSpan().Clear();
            pass.Quantize(piece / piecesInRow, column, levels.AsSpan(0, length * CoefficientPlane.BlockLength));
        }

        return pass.Finish();
    }

    /// <summary>Quantizes all blocks.</summary>
    /// <param name="steps">The steps to quantize with, in zigzag order; none finer than the source's.</param>
    /// <param name="result">An empty plane of the same size.</param>
    /// <param name="preset">The Lagrange multipliers.</param>
    /// <param name="cancellationToken">Checked once per row of blocks.</param>
    /// <returns>The distortion.</returns>
    public Distortion Quantize(ushort[] steps, CoefficientPlane result, QuantizerPreset preset, CancellationToken cancellationToken)
    {
        RowPass pass = new(this, steps, preset);
        for (int row = 0; row < _source.BlocksDown; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            pass.Quantize(row, 0, result.Row(row));
        }

        return pass.Finish();
    }

    // Before the first pass: short runs of small values are most frequent.
    private static SymbolHistogram InitialStatistics()
    {
        SymbolHistogram histogram = new();
        for (int run = 0; run < 16; run++)
        {
            for (int size = 1; size <= 10; size++)
                histogram.Counts[(run << 4) | size] = (1 << 16) >> Math.Min((run / 2) + (2 * size), 16);
        }

        histogram.Counts[HuffmanSymbol.EndOfBlock] = 1 << 15;
        histogram.Counts[HuffmanSymbol.ZeroRun] = 1 << 8;
        return histogram;
    }

    /// <summary>One pass over rows with one table.</summary>
    private sealed class RowPass(ComponentQuantizer owner, ushort[] steps, QuantizerPreset preset)
    {
        private readonly TrellisQuantizer _quantizer = new(owner._sourceSteps, steps, preset.Errors);
        private readonly DcTrellis _dcTrellis = new(owner._dcSizes, owner._source.BlocksAcross, owner._sourceSteps[0] / steps[0], preset.DcLambda);
        private readonly DistortionAccumulator _meter = new(owner._sourceSteps, steps, owner._threshold);
        private readonly RateModel _rate = new(owner._acSymbols, preset.Lambda);
        private readonly SymbolHistogram _acSymbols = new();

        /// <summary>Quantizes as many blocks of a row as fit in the result.</summary>
        public void Quantize(int row, int firstColumn, Span<short> result)
        {
            int length = result.Length / CoefficientPlane.BlockLength;
            int first = (row * owner._source.BlocksAcross) + firstColumn;
            ReadOnlySpan<short> source = owner._source.Row(row).Slice(firstColumn * CoefficientPlane.BlockLength, result.Length);
            ReadOnlySpan<float> weights = owner._weights.AsSpan(first, length);
            ReadOnlySpan<float> variances = owner._variances.AsSpan(first, length);
            for (int i = 0; i < length; i++)
            {
                Span<short> levels = Block(result, i);
                _quantizer.Quantize(Block(source, i), _rate, weights[i], levels);
                CountAc(levels);
            }

            _dcTrellis.Quantize(source, weights, result);
            for (int i = 0; i < length; i++) _meter.Add(Block(source, i), Block(result, i), variances[i]);
        }

        /// <summary>Passes the symbol statistics to the next pass.</summary>
        public Distortion Finish()
        {
            owner._acSymbols = _acSymbols;
            owner._dcSizes = _dcTrellis.Sizes;
            return _meter.Mean;
        }

        private void CountAc(ReadOnlySpan<short> levels)
        {
            int[] counts = _acSymbols.Counts;
            int next = 1;
            for (ulong mask = BlockMask.Of(levels, 0) & ~1UL; mask != 0; mask &= mask - 1)
            {
                int position = BitOperations.TrailingZeroCount(mask);
                int run = position - next;
                for (; run > 15; run -= 16) counts[HuffmanSymbol.ZeroRun]++;
                counts[(run << 4) | HuffmanSymbol.Size(Math.Abs((int)levels[position]))]++;
                next = position + 1;
            }

            if (next < CoefficientPlane.BlockLength) counts[HuffmanSymbol.EndOfBlock]++;
        }

        private static Span<short> Block(Span<short> row, int index) => row.Slice(index * CoefficientPlane.BlockLength, CoefficientPlane.BlockLength);

        private static ReadOnlySpan<short> Block(ReadOnlySpan<short> row, int index) =>
            row.Slice(index * CoefficientPlane.BlockLength, CoefficientPlane.BlockLength);
    }
}
