using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>
/// Quantizes a picture in the DCT domain, any number of times: without pixels, color conversion or a second rounding of either.
/// </summary>
internal sealed class LossyRequantization : IDisposable
{
    private const double MaxFlatPhotograph = 0.08;

    private readonly ChromaHalving _halving;
    private readonly QuantizedSource[] _components;
    private readonly Distortion _inherited;
    private bool _hasEstimated;

    /// <summary>Prepares a picture: halves its chroma and computes masking.</summary>
    /// <param name="source">The source, owned by the caller.</param>
    /// <param name="halving">The directions in which the resolution of color differences is halved; of other components it never is.</param>
    /// <param name="presets">Quantization tables, Lagrange multipliers and masking by scale.</param>
    public LossyRequantization(PictureSource source, ChromaHalving halving, QuantizerPresets presets)
    {
        (Source, Presets) = (source, presets);
        _halving = source.HasColorDifferences ? halving : ChromaHalving.None;
        Frame = _halving.Apply(source.Frame);
        _components = new QuantizedSource[source.Components.Count];
        for (int i = 0; i < _components.Length; i++) _components[i] = i > 0 && _halving.IsAny ? PrepareHalved(i) : Prepare(i);
        _inherited = source.IsExact ? default : _components[0].Quantizer.InheritedDistortion;
    }

    /// <summary>The source.</summary>
    public PictureSource Source { get; }

    /// <summary>The frame of the coarser picture.</summary>
    public FrameHeader Frame { get; }

    /// <summary>The components that are quantized.</summary>
    public IReadOnlyList<QuantizedSource> Components => _components;

    /// <summary>Quantization tables, Lagrange multipliers and masking by scale.</summary>
    public QuantizerPresets Presets { get; }

    /// <summary>Whether the picture can be measured with the metric: it is gray, or has luminance and color differences.</summary>
    public bool CanBeRefined => Source.IsRenderable;

    /// <summary>Whether chroma was halved.</summary>
    public bool IsHalved => _halving.IsAny;

    /// <summary>The loss of Cb by halving.</summary>
    public ChromaLoss LostBlue => Source.HasColorDifferences ? _components[1].Lost : default;

    /// <summary>The loss of Cr by halving.</summary>
    public ChromaLoss LostRed => Source.HasColorDifferences ? _components[2].Lost : default;

    /// <summary>
    /// Whether much of the picture is perfectly flat, as in screenshots, charts and drawings, and in hardly any photograph: the
    /// model of errors was fitted to photographs.
    /// </summary>
    public bool IsSynthetic => _components[0].Quantizer.FlatShare > MaxFlatPhotograph;

    /// <summary>
    /// The largest scale at which quantization is not coarser than the source's; of a result of this quantizer, its scale.
    /// </summary>
    public float SourceScale => Source.IsExact ? 0 : Presets.ScaleWithin(Source.Components[0].Steps);

    /// <summary>The estimated mapped errors caused by the source's own quantization.</summary>
    public double InheritedErrors => ScoreEstimate.OfLuma(_inherited);

    /// <summary>
    /// Whether estimates include the errors by the source's own quantization, so that they refer to the picture before it.
    /// </summary>
    public bool CountsInheritedErrors { get; init; } = true;

    /// <summary>Estimates the mapped errors at a scale from a sample of the picture.</summary>
    /// <param name="scale">The factor on the presets' tables: larger is coarser.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public double EstimateErrors(float scale, CancellationToken cancellationToken)
    {
        _hasEstimated = true;
        QuantizerPreset preset = Presets.At(scale);
        Distortion[] distortions =
            [.. _components.Select((component, i) => component.Quantizer.QuantizeSample(StepsOf(i, scale, preset), preset, cancellationToken))];
        return Errors(distortions, CountsInheritedErrors ? _inherited : default);
    }

    /// <summary>Quantizes the picture.</summary>
    /// <param name="scale">The factor on the presets' tables: larger is coarser.</param>
    /// <param name="lambdaFactor">The factor on the presets' Lagrange multipliers.</param>
    /// <param name="errors">The estimated mapped errors against the source.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public JpegImage Apply(float scale, float lambdaFactor, out double errors, CancellationToken cancellationToken)
    {
        EnsureSymbolCosts(scale, cancellationToken);
        QuantizerPreset preset = Presets.At(scale).WithLambdaFactor(lambdaFactor);
        JpegComponent[] components = new JpegComponent[_components.Length];
        Distortion[] distortions = new Distortion[_components.Length];
        for (int i = 0; i < components.Length; i++)
        {
            components[i] = new JpegComponent(Frame.Components[i], NewPlane(i), StepsOf(i, scale, preset));
            distortions[i] = _components[i].Quantizer.Quantize(components[i].Steps, components[i].Plane, preset, cancellationToken);
        }

        errors = Errors(distortions, inherited: default);
        return Finish(components);
    }

    /// <summary>Computes the symbol statistics that rates are based on, unless this has been done.</summary>
    public void EnsureSymbolCosts(float scale, CancellationToken cancellationToken)
    {
        if (!_hasEstimated) EstimateErrors(scale, cancellationToken);
    }

    /// <summary>A picture of new components.</summary>
    public JpegImage Finish(JpegComponent[] components) =>
        new(Frame, components) { Metadata = Source.Metadata, Trailer = Source.Trailer, Scans = 1 };

    /// <summary>The quantization table of a component.</summary>
    public ushort[] StepsOf(int index, float scale, QuantizerPreset preset)
    {
        ushort[] steps = (Source.HasColorDifferences ? index : 0) switch
        {
            0 => preset.Luma.Steps(scale),
            1 => ChromaResolution.Of(Frame, Frame.Components[1]).Steps(preset.BlueChroma, scale),
            _ => ChromaResolution.Of(Frame, Frame.Components[2]).Steps(preset.RedChroma, scale),
        };
        if (!_components[index].IsHalved && !Source.IsExact)
        {
            // Steps finer than the source's would only code its rounding.
            for (int k = 0; k < steps.Length; k++) steps[k] = (ushort)Math.Max(steps[k], Source.Components[index].Steps[k]);
        }

        return steps;
    }

    /// <summary>An empty plane for a component.</summary>
    public CoefficientPlane NewPlane(int index) => CoefficientPlane.For(Frame, Frame.Components[index]);

    public void Dispose()
    {
        foreach (QuantizedSource component in _components)
        {
            if (component.IsHalved) component.Plane.Dispose();
        }
    }

    private double Errors(Distortion[] distortions, Distortion inherited)
    {
        if (!Source.HasColorDifferences) return distortions.Average(distortion => ScoreEstimate.OfLuma(distortion + inherited));

        double chroma = ChromaResolution.Of(Frame, Frame.Components[1]).ErrorWeight * ScoreEstimate.OfChroma(distortions[1], distortions[2]);
        return ScoreEstimate.OfLuma(distortions[0] + inherited) + chroma + ScoreEstimate.OfLostChroma(LostBlue.Variance, LostRed.Variance);
    }

    private QuantizedSource Prepare(int index)
    {
        SourceComponent component = Source.Components[index];
        float threshold = Source.HasColorDifferences && index > 0 ? ScoreEstimate.ChromaThreshold : ScoreEstimate.LumaThreshold;
        return new QuantizedSource(
            component.Plane, component.Steps, new ComponentQuantizer(component.Plane, component.Steps, Presets.Masking, threshold));
    }

    private QuantizedSource PrepareHalved(int index)
    {
        SourceComponent component = Source.Components[index];
        CoefficientPlane halved = NewPlane(index);
        ChromaLoss lost = ChromaSubsampling.Halve(
            component.Plane, component.Steps, _halving, halved, _components[0].Quantizer.Variances, (Frame.MaxHorizontal, Frame.MaxVertical));
        ComponentQuantizer quantizer = new(halved, ChromaSubsampling.ResultSteps, Presets.Masking, ScoreEstimate.ChromaThreshold);
        return new QuantizedSource(halved, ChromaSubsampling.ResultSteps, quantizer) { IsHalved = true, Lost = lost };
    }
}

/// <summary>A component to be quantized.</summary>
/// <param name="Plane">Its coefficients, at the resolution of the result.</param>
/// <param name="Steps">Their quantization steps in zigzag order.</param>
/// <param name="Quantizer">Its quantizer.</param>
internal sealed record QuantizedSource(CoefficientPlane Plane, float[] Steps, ComponentQuantizer Quantizer)
{
    /// <summary>Whether the plane has half of the source's resolution, and is owned by this object.</summary>
    public bool IsHalved { get; init; }

    /// <summary>The loss by halving.</summary>
    public ChromaLoss Lost { get; init; }
}
