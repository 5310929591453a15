using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Rendering;
using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>
/// One component while it is refined: the coefficients of the source, those that quantization now aims at, and the levels that
/// came of it. The aims move, round by round, to where the metric's gradient says that levels near them hurt less.
/// </summary>
internal sealed class RefinedComponent : IDisposable
{
    private const int BlockLength = CoefficientPlane.BlockLength;

    /// <summary>Aims are kept in units of this.</summary>
    private const float AimStep = ChromaSubsampling.ResultStep;

    private readonly CoefficientPlane _source;
    private readonly float[] _sourceSteps;
    private readonly CoefficientPlane _aims;
    private readonly ComponentQuantizer _quantizer;
    private readonly float[] _weights;
    private readonly float[] _shares;
    private readonly float[] _energies;
    private readonly ComponentGeometry _geometry;
    private BandSums _known = new();
    private BandSums _sums = new();

    /// <param name="source">What is quantized; its quantizer has seen a sample of it.</param>
    /// <param name="levels">An empty plane of the same size, which becomes this object's.</param>
    /// <param name="geometry">How the component lies under the picture.</param>
    public RefinedComponent(QuantizedSource source, CoefficientPlane levels, ComponentGeometry geometry)
    {
        (_source, _sourceSteps, Levels, _geometry) = (source.Plane, source.Steps, levels, geometry);
        _aims = new CoefficientPlane(levels.BlocksAcross, levels.BlocksDown, levels.BlocksAcross, levels.BlocksDown);
        _quantizer = source.Quantizer.Over(_aims, ChromaSubsampling.ResultSteps);
        _weights = [.. _quantizer.Weights];
        BeginAgain();
        (_shares, _energies) = (new float[_quantizer.Weights.Length], new float[_quantizer.Weights.Length]);
    }

    /// <summary>The levels chosen last.</summary>
    public CoefficientPlane Levels { get; }

    /// <summary>Aims at the source again, and forgets what was learned of it.</summary>
    public void BeginAgain()
    {
        for (int row = 0; row < _source.BlocksDown; row++) CopyAims(_source.Row(row), _aims.Row(row));
        _weights.CopyTo(_quantizer.Weights);
        (_known, _sums) = (new BandSums(), new BandSums());
    }

    /// <summary>The steps that the levels count.</summary>
    public ushort[] Steps { get; private set; } = [];

    /// <summary>Chooses levels for the aims as they are now.</summary>
    public void Quantize(ushort[] steps, QuantizerPreset preset, CancellationToken cancellationToken)
    {
        Levels.Clear();
        QuantizeTo(Levels, steps, preset, cancellationToken);
    }

    /// <summary>Chooses levels for another plane.</summary>
    public void QuantizeTo(CoefficientPlane levels, ushort[] steps, QuantizerPreset preset, CancellationToken cancellationToken)
    {
        Steps = steps;
        _quantizer.Quantize(steps, levels, preset, cancellationToken);
    }

    /// <summary>Moves the aims of the blocks in a part of the picture.</summary>
    /// <param name="derivatives">How the metric's errors change with the coefficients there.</param>
    /// <param name="part">The part, on whole blocks but for the picture's edge.</param>
    /// <param name="options">How far aims move.</param>
    public void MoveAims(ComponentDerivatives derivatives, PicturePart part, RefinementStep options)
    {
        (int left, int right) = Blocks(_geometry.Across, part.Left, part.Right, Levels.BlocksAcross);
        (int top, int bottom) = Blocks(_geometry.Down, part.Top, part.Bottom, Levels.BlocksDown);
        float[] all = new float[(right - left) * (bottom - top) * BlockLength];
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column++)
            {
                Span<float> block = all.AsSpan((((row - top) * (right - left)) + column - left) * BlockLength, BlockLength);
                derivatives.OfBlock(row, column, block);
                Measure(row, column, block);
            }
        }

        Span<float> factors = stackalloc float[BandSums.Count];
        (_known.IsEmpty ? _sums : _known).Factors(factors);
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column++)
                Move(row, column, all.AsSpan((((row - top) * (right - left)) + column - left) * BlockLength, BlockLength), factors, options);
        }
    }

    /// <summary>Ends a round: gives distortion more weight where it turned out to hurt more.</summary>
    public void EndRound(float strength)
    {
        BlockWeights.Correct(_quantizer.Weights, _shares, _energies, Levels.BlocksAcross, strength);
        (_known, _sums) = (_sums, new BandSums());
    }

    public void Dispose()
    {
        _aims.Dispose();
        Levels.Dispose();
    }

    private static (int First, int End) Blocks(SampleRatio ratio, int from, int to, int count) =>
        (ratio.At(from) / DctBasis.Side, Math.Min((ratio.Count(to) + DctBasis.Side - 1) / DctBasis.Side, count));

    private void CopyAims(ReadOnlySpan<short> source, Span<short> aims)
    {
        for (int i = 0; i < source.Length; i++) aims[i] = ToAim(source[i] * _sourceSteps[i % BlockLength]);
    }

    private static short ToAim(float value) => (short)Math.Clamp(MathF.Round(value * (1 / AimStep)), -short.MaxValue, short.MaxValue);

    // What the block's errors, and those of its bands, are to the metric and to the quantizer.
    private void Measure(int row, int column, ReadOnlySpan<float> derivatives)
    {
        ReadOnlySpan<short> source = _source.Block(row, column);
        ReadOnlySpan<short> levels = Levels.Block(row, column);
        ReadOnlySpan<byte> natural = ZigZag.ToNatural;
        int index = (row * Levels.BlocksAcross) + column;
        float weight = _quantizer.Weights[index];
        float allShares = 0;
        float allEnergies = 0;
        for (int k = 0; k < BlockLength; k++)
        {
            float step = Steps[k];
            float error = (levels[k] * step) - (source[k] * _sourceSteps[k]);
            float share = derivatives[natural[k]] * error;
            float energy = weight * (error / step) * (error / step);
            _sums.Add(k, share, energy);
            allShares += share;
            allEnergies += energy;
        }

        (_shares[index], _energies[index]) = (allShares, allEnergies);
    }

    private void Move(int row, int column, ReadOnlySpan<float> derivatives, ReadOnlySpan<float> factors, RefinementStep options)
    {
        ReadOnlySpan<short> source = _source.Block(row, column);
        ReadOnlySpan<short> levels = Levels.Block(row, column);
        Span<short> aims = _aims.Block(row, column);
        ReadOnlySpan<byte> natural = ZigZag.ToNatural;
        float perWeight = 1 / _quantizer.Weights[(row * Levels.BlocksAcross) + column];
        for (int k = 0; k < BlockLength; k++)
        {
            // All in new steps.
            float step = Steps[k];
            float aim = aims[k] * AimStep / step;
            float start = source[k] * _sourceSteps[k] / step;
            float downhill = Math.Clamp(-derivatives[natural[k]] * step * factors[BandSums.Of(k)] * perWeight, -options.Longest, options.Longest);
            float moved = aim + (options.Rate * (downhill + levels[k] - aim));
            aims[k] = ToAim(step * Math.Clamp(moved, start - options.Farthest, start + options.Farthest));
        }
    }
}
