using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Rendering;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>A picture that is quantized in rounds, each of which looks at the last one's result through the metric.</summary>
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
    public static PictureRefinement? TryRun(LossyRequantization requantization, float scale, double allowed, Effort effort, CancellationToken cancellationToken)
    {
        int rounds = EffortRounds.Of(effort, (long)requantization.Frame.Width * requantization.Frame.Height);
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

    /// <param name="requantization">The picture; <see cref="LossyRequantization.CanBeRefined"/>. It stays the caller's.</param>
    /// <param name="scale">The scale that is expected to make the errors allowed, without refinement.</param>
    /// <param name="allowed">The metric's errors against the source to end with.</param>
    /// <param name="rounds">How often to look, at least once.</param>
    public PictureRefinement(LossyRequantization requantization, float scale, double allowed, int rounds)
    {
        (_requantization, _rounds) = (requantization, rounds);
        _pace = new RefinementPace(scale, allowed, rounds);
        _components = [.. requantization.Components.Select((component, i) => new RefinedComponent(
            component, requantization.NewPlane(i), ComponentGeometry.Of(requantization.Frame, requantization.Frame.Components[i])))];
    }

    /// <summary>The scale that the rounds have led to.</summary>
    public float Scale => _pace.Scale;

    /// <summary>Goes through all rounds.</summary>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public void Run(CancellationToken cancellationToken)
    {
        _requantization.LearnCosts(_pace.Scale, cancellationToken);
        MetricLoop loop = new(_requantization.Frame, _requantization.Source.View, _components);
        double errors = Look(loop, cancellationToken);
        if (_pace.IsFarOff(errors))
        {
            _pace.BeginAgain(errors);
            foreach (RefinedComponent component in _components) component.BeginAgain();
            loop = new MetricLoop(_requantization.Frame, _requantization.Source.View, _components);
            errors = Look(loop, cancellationToken);
        }

        _pace.Follow(0, errors);
        for (int round = 1; round < _rounds; round++) _pace.Follow(round, Look(loop, cancellationToken));
    }

    /// <summary>Makes the picture that the rounds have led to.</summary>
    /// <param name="price">What bits cost, as a factor on what the rounds have come to.</param>
    /// <param name="errors">The errors expected of it at a factor of 1.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public JpegImage Apply(float price, out double errors, CancellationToken cancellationToken)
    {
        errors = _pace.Expected;
        QuantizerPreset preset = _requantization.Presets.At(_pace.Scale).AtPrice(price * _pace.Price);
        JpegComponent[] components = new JpegComponent[_components.Length];
        for (int i = 0; i < components.Length; i++)
        {
            components[i] = new JpegComponent(_requantization.Frame.Components[i], _requantization.NewPlane(i), _requantization.StepsOf(i, _pace.Scale, preset));
            _components[i].QuantizeTo(components[i].Plane, components[i].Steps, preset, cancellationToken);
        }

        return _requantization.Finish(components);
    }

    public void Dispose()
    {
        foreach (RefinedComponent component in _components) component.Dispose();
    }

    private double Look(MetricLoop loop, CancellationToken cancellationToken)
    {
        QuantizerPreset preset = _requantization.Presets.At(_pace.Scale).AtPrice(_pace.Price);
        for (int i = 0; i < _components.Length; i++) _components[i].Quantize(_requantization.StepsOf(i, _pace.Scale, preset), preset, cancellationToken);
        return loop.Improve(cancellationToken);
    }
}
