using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Rendering;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>A picture that is quantized in rounds, with targets that follow the metric's gradient.</summary>
internal sealed class PictureRefinement : IDisposable
{
    private readonly LossyRequantization _requantization;
    private readonly RefinedComponent[] _components;
    private readonly RefinementPace _pace;
    private readonly int _rounds;

    /// <summary>Refines a picture in as many rounds as an effort allows.</summary>
    /// <param name="requantization">The picture; owned by the caller.</param>
    /// <param name="scale">The scale that is expected to cause the allowed errors without refinement.</param>
    /// <param name="allowed">The mapped errors against the source that the last round should reach.</param>
    /// <param name="effort">The effort.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The refinement after its last round; <see langword="null"/> if the effort or the picture has none.</returns>
    public static PictureRefinement? TryRun(
        LossyRequantization requantization, float scale, double allowed, Effort effort, CancellationToken cancellationToken)
    {
        int rounds = EffortRounds.Count(effort, (long)requantization.Frame.Width * requantization.Frame.Height);
        if (rounds == 0 || !requantization.CanBeRefined || allowed <= 0) return null;

        PictureRefinement refinement = new(requantization, scale, allowed, rounds);
        try
        {
            refinement.Run(cancellationToken);
            return refinement;
        }
        catch
        {
            refinement.Dispose();
            throw;
        }
    }

    /// <param name="requantization">The picture; <see cref="LossyRequantization.CanBeRefined"/> must be true. Owned by the caller.</param>
    /// <param name="scale">The scale that is expected to cause the allowed errors without refinement.</param>
    /// <param name="allowed">The mapped errors against the source that the last round should reach.</param>
    /// <param name="rounds">The number of rounds, at least 1.</param>
    public PictureRefinement(LossyRequantization requantization, float scale, double allowed, int rounds)
    {
        (_requantization, _rounds) = (requantization, rounds);
        _pace = new RefinementPace(scale, allowed, rounds);
        _components = [.. requantization.Components.Select((component, i) => new RefinedComponent(
            component, requantization.NewPlane(i), ComponentGeometry.Of(requantization.Frame, requantization.Frame.Components[i])))];
    }

    /// <summary>The scale of the rounds.</summary>
    public float Scale => _pace.Scale;

    /// <summary>Runs all rounds.</summary>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public void Run(CancellationToken cancellationToken)
    {
        _requantization.EnsureSymbolCosts(_pace.Scale, cancellationToken);
        MetricLoop loop = new(_requantization.Frame, _requantization.Source.View, _components);
        double errors = Measure(loop, cancellationToken);
        if (_pace.IsFarOff(errors))
        {
            _pace.Restart(errors);
            foreach (RefinedComponent component in _components) component.Restart();
            loop = new MetricLoop(_requantization.Frame, _requantization.Source.View, _components);
            errors = Measure(loop, cancellationToken);
        }

        _pace.Update(0, errors);
        for (int round = 1; round < _rounds; round++) _pace.Update(round, Measure(loop, cancellationToken));
    }

    /// <summary>Quantizes the picture with the final targets.</summary>
    /// <param name="lambdaFactor">The factor on the Lagrange multiplier of the last round.</param>
    /// <param name="errors">The expected mapped errors at a factor of 1.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public JpegImage Apply(float lambdaFactor, out double errors, CancellationToken cancellationToken)
    {
        errors = _pace.Expected;
        QuantizerPreset preset = _requantization.Presets.At(_pace.Scale).WithLambdaFactor(lambdaFactor * _pace.LambdaFactor);
        JpegComponent[] components = new JpegComponent[_components.Length];
        for (int i = 0; i < components.Length; i++)
        {
            components[i] =
                new JpegComponent(_requantization.Frame.Components[i], _requantization.NewPlane(i), _requantization.StepsOf(i, _pace.Scale, preset));
            _components[i].QuantizeTo(components[i].Plane, components[i].Steps, preset, cancellationToken);
        }

        return _requantization.Finish(components);
    }

    public void Dispose()
    {
        foreach (RefinedComponent component in _components) component.Dispose();
    }

    private double Measure(MetricLoop loop, CancellationToken cancellationToken)
    {
        QuantizerPreset preset = _requantization.Presets.At(_pace.Scale).WithLambdaFactor(_pace.LambdaFactor);
        for (int i = 0; i < _components.Length; i++)
            _components[i].Quantize(_requantization.StepsOf(i, _pace.Scale, preset), preset, cancellationToken);
        return loop.RunRound(cancellationToken);
    }
}
