using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Rendering;
using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>
/// One component during refinement: the coefficients of the source, the target of each coefficient, and the levels chosen for
/// them. From round to round targets move to where, by the metric's gradient, nearby levels cause fewer errors.
/// </summary>
internal sealed class RefinedComponent : IDisposable
{
    private const int BlockLength = CoefficientPlane.BlockLength;

    /// <summary>The unit in which targets are stored.</summary>
    private const float TargetStep = ChromaSubsampling.ResultStep;

    private readonly CoefficientPlane _source;
    private readonly float[] _sourceSteps;
    private readonly CoefficientPlane _targets;
    private readonly ComponentQuantizer _quantizer;
    private readonly float[] _weights;
    private readonly float[] _metricErrors;
    private readonly float[] _quantizerErrors;
    private readonly ComponentGeometry _geometry;
    private BandSums _previousSums = new();
    private BandSums _sums = new();

    /// <param name="source">The component to be quantized; its quantizer has symbol statistics.</param>
    /// <param name="levels">An empty plane of the same size; owned by this object.</param>
    /// <param name="geometry">The position of the component's samples relative to pixels.</param>
    public RefinedComponent(QuantizedSource source, CoefficientPlane levels, ComponentGeometry geometry)
    {
        (_source, _sourceSteps, Levels, _geometry) = (source.Plane, source.Steps, levels, geometry);
        _targets = new CoefficientPlane(levels.BlocksAcross, levels.BlocksDown, levels.BlocksAcross, levels.BlocksDown);
        _quantizer = source.Quantizer.WithSource(_targets, ChromaSubsampling.ResultSteps);
        _weights = [.. _quantizer.Weights];
        Restart();
        (_metricErrors, _quantizerErrors) = (new float[_quantizer.Weights.Length], new float[_quantizer.Weights.Length]);
    }

    /// <summary>The levels chosen last.</summary>
    public CoefficientPlane Levels { get; }

    /// <summary>Resets targets to the source and block weights to masking.</summary>
    public void Restart()
    {
        for (int row = 0; row < _source.BlocksDown; row++) CopyTargets(_source.Row(row), _targets.Row(row));
        _weights.CopyTo(_quantizer.Weights);
        (_previousSums, _sums) = (new BandSums(), new BandSums());
    }

    /// <summary>The quantization steps of the levels.</summary>
    public ushort[] Steps { get; private set; } = [];

    /// <summary>Chooses levels for the current targets.</summary>
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

    /// <summary>Moves the targets of the blocks in a region of the picture.</summary>
    /// <param name="derivatives">The derivatives of the metric with respect to the coefficients there.</param>
    /// <param name="part">The region, aligned to whole blocks except at the picture's edge.</param>
    /// <param name="options">The limits of the movement.</param>
    public void MoveTargets(ComponentDerivatives derivatives, PictureRegion part, RefinementStep options)
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
        (_previousSums.IsEmpty ? _sums : _previousSums).Factors(factors);
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column++)
                Move(row, column, all.AsSpan((((row - top) * (right - left)) + column - left) * BlockLength, BlockLength), factors, options);
        }
    }

    /// <summary>Ends a round: increases the weight of distortion in blocks where the metric's errors were larger than predicted.</summary>
    public void EndRound(float strength)
    {
        BlockWeights.Correct(_quantizer.Weights, _metricErrors, _quantizerErrors, Levels.BlocksAcross, strength);
        (_previousSums, _sums) = (_sums, new BandSums());
    }

    public void Dispose()
    {
        _targets.Dispose();
        Levels.Dispose();
    }

    private static (int First, int End) Blocks(SampleRatio ratio, int from, int to, int count) =>
        (ratio.At(from) / DctBasis.Side, Math.Min((ratio.Count(to) + DctBasis.Side - 1) / DctBasis.Side, count));

    private void CopyTargets(ReadOnlySpan<short> source, Span<short> targets)
    {
        for (int i = 0; i < source.Length; i++) targets[i] = ToTarget(source[i] * _sourceSteps[i % BlockLength]);
    }

    private static short ToTarget(float value) => (short)Math.Clamp(MathF.Round(value * (1 / TargetStep)), -short.MaxValue, short.MaxValue);

    // The contribution of the block's errors, and those of its bands, to the metric and to the quantizer's distortion.
    private void Measure(int row, int column, ReadOnlySpan<float> derivatives)
    {
        ReadOnlySpan<short> source = _source.Block(row, column);
        ReadOnlySpan<short> levels = Levels.Block(row, column);
        ReadOnlySpan<byte> natural = ZigZag.ToNatural;
        int index = (row * Levels.BlocksAcross) + column;
        float weight = _quantizer.Weights[index];
        float allMetricErrors = 0;
        float allQuantizerErrors = 0;
        for (int k = 0; k < BlockLength; k++)
        {
            float step = Steps[k];
            float error = (levels[k] * step) - (source[k] * _sourceSteps[k]);
            float share = derivatives[natural[k]] * error;
            float energy = weight * (error / step) * (error / step);
            _sums.Add(k, share, energy);
            allMetricErrors += share;
            allQuantizerErrors += energy;
        }

        (_metricErrors[index], _quantizerErrors[index]) = (allMetricErrors, allQuantizerErrors);
    }

    private void Move(int row, int column, ReadOnlySpan<float> derivatives, ReadOnlySpan<float> factors, RefinementStep options)
    {
        ReadOnlySpan<short> source = _source.Block(row, column);
        ReadOnlySpan<short> levels = Levels.Block(row, column);
        Span<short> targets = _targets.Block(row, column);
        ReadOnlySpan<byte> natural = ZigZag.ToNatural;
        float perWeight = 1 / _quantizer.Weights[(row * Levels.BlocksAcross) + column];
        for (int k = 0; k < BlockLength; k++)
        {
            // All values in new steps.
            float step = Steps[k];
            float target = targets[k] * TargetStep / step;
            float start = source[k] * _sourceSteps[k] / step;
            float downhill = Math.Clamp(-derivatives[natural[k]] * step * factors[BandSums.Of(k)] * perWeight, -options.MaxStep, options.MaxStep);
            float moved = target + (options.Rate * (downhill + levels[k] - target));
            targets[k] = ToTarget(step * Math.Clamp(moved, start - options.MaxDistance, start + options.MaxDistance));
        }
    }
}
