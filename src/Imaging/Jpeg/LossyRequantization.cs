using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Imaging.Jpeg;

/// <summary>Quantizes a picture anew on its coefficients, as often as asked: no pixels, no colour conversion, no second generation of either.</summary>
internal sealed class LossyRequantization : IDisposable
{
    private readonly JpegImage _source;
    private readonly Recipes _recipes;
    private readonly bool _hasColorDifferences;
    private readonly FrameHeader _frame;
    private readonly ComponentSource[] _components;
    private readonly Distortion _inherited;
    private bool _hasEstimated;

    /// <summary>Prepares a picture: takes its chroma to half, and learns what its blocks hide.</summary>
    /// <param name="image">The source, which stays the caller's.</param>
    /// <param name="halvesChroma">Whether colour differences of full resolution are taken to 4:2:0.</param>
    /// <param name="recipes">What steers the choices.</param>
    public LossyRequantization(JpegImage image, bool halvesChroma, Recipes recipes)
    {
        (_source, _recipes) = (image, recipes);
        _hasColorDifferences = ColorModel.HasColorDifferences(image);
        (bool across, bool down) = halvesChroma && _hasColorDifferences ? ChromaSubsampling.HalvingOf(image.Frame) : default;
        _frame = new(JpegProcess.Baseline, image.Frame.Width, image.Frame.Height,
        [
            .. image.Frame.Components.Select((component, i) => i == 0
                ? component with { Horizontal = component.Horizontal * (across ? 2 : 1), Vertical = component.Vertical * (down ? 2 : 1) }
                : component),
        ]);
        _components = new ComponentSource[image.Components.Count];
        for (int i = 0; i < _components.Length; i++) _components[i] = Prepare(i, i > 0 && (across || down) ? (across, down) : null);
        _inherited = _components[0].Quantizer.InheritedDistortion;
    }

    /// <summary>The variance of Cr that halving took away.</summary>
    public double LostChroma => _hasColorDifferences ? _components[^1].Lost : 0;

    /// <summary>The estimated sum of errors that the source's own quantization made.</summary>
    public double InheritedErrors => ScoreEstimate.OfLuma(_inherited);

    /// <summary>Whether estimates hold the errors of the source's own quantization too: those against the picture before it.</summary>
    public bool CountsInheritedErrors { get; init; } = true;

    /// <summary>Estimates the sum of errors at a scale on a sample of the picture.</summary>
    /// <param name="scale">How coarse: factor on the recipes' tables.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public double EstimateErrors(float scale, CancellationToken cancellationToken)
    {
        _hasEstimated = true;
        Recipe recipe = _recipes.At(scale);
        return Errors([.. _components.Select((component, i) => component.Quantizer.QuantizeSample(Steps(i, scale, recipe), recipe, cancellationToken))], CountsInheritedErrors ? _inherited : default);
    }

    /// <summary>Makes the coarser picture.</summary>
    /// <param name="scale">How coarse: factor on the recipes' tables.</param>
    /// <param name="errors">The estimated sum of errors against the source.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public JpegImage Apply(float scale, out double errors, CancellationToken cancellationToken)
    {
        if (!_hasEstimated) EstimateErrors(scale, cancellationToken); // learns what symbols cost

        Recipe recipe = _recipes.At(scale);
        JpegComponent[] components = new JpegComponent[_components.Length];
        Distortion[] distortions = new Distortion[_components.Length];
        for (int i = 0; i < components.Length; i++)
        {
            components[i] = new JpegComponent(_frame.Components[i], NewPlane(i), Steps(i, scale, recipe));
            distortions[i] = _components[i].Quantizer.Quantize(components[i].Steps, components[i].Plane, recipe, cancellationToken);
        }

        errors = Errors(distortions, inherited: default);
        return new JpegImage(_frame, components) { Metadata = _source.Metadata, Trailer = _source.Trailer, Scans = 1 };
    }

    public void Dispose()
    {
        foreach (ComponentSource component in _components) component.Halved?.Dispose();
    }

    private double Errors(Distortion[] distortions, Distortion inherited) => _hasColorDifferences
        ? ScoreEstimate.OfLuma(distortions[0] + inherited) + ScoreEstimate.OfChroma(distortions[1], distortions[2], LostChroma)
        : distortions.Average(distortion => ScoreEstimate.OfLuma(distortion + inherited));

    private ComponentSource Prepare(int index, (bool Across, bool Down)? halving)
    {
        JpegComponent component = _source.Components[index];
        float threshold = _hasColorDifferences && index > 0 ? ScoreEstimate.ChromaThreshold : ScoreEstimate.LumaThreshold;
        float[] steps = Array.ConvertAll(component.Steps, step => (float)step);
        if (halving is not var (across, down)) return new ComponentSource(new ComponentQuantizer(component.Plane, steps, _recipes.Masking, threshold), null, 0);

        CoefficientPlane halved = NewPlane(index);
        double lost = ChromaSubsampling.Halve(component.Plane, component.Steps, across, down, halved);
        float[] fine = new float[CoefficientPlane.BlockLength];
        fine.AsSpan().Fill(ChromaSubsampling.ResultStep);
        return new ComponentSource(new ComponentQuantizer(halved, fine, _recipes.Masking, threshold), halved, lost);
    }

    private ushort[] Steps(int index, float scale, Recipe recipe)
    {
        ushort[] steps = (_hasColorDifferences ? index : 0) switch
        {
            0 => recipe.Luma.Steps(scale),
            1 => recipe.BlueChroma.Steps(scale),
            _ => recipe.RedChroma.Steps(scale),
        };
        if (_components[index].Halved is null)
        {
            // Finer steps than the source's would code nothing but its steps.
            for (int k = 0; k < steps.Length; k++) steps[k] = Math.Max(steps[k], _source.Components[index].Steps[k]);
        }

        return steps;
    }

    private CoefficientPlane NewPlane(int index) => CoefficientPlane.For(_frame, _frame.Components[index]);

    /// <summary>What a component is quantized from.</summary>
    /// <param name="Quantizer">Its quantizer.</param>
    /// <param name="Halved">Its plane of half the resolution, where it was halved.</param>
    /// <param name="Lost">The variance that halving took away.</param>
    private sealed record ComponentSource(ComponentQuantizer Quantizer, CoefficientPlane? Halved, double Lost);
}
