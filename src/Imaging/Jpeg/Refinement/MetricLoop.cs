using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Fidelity.Gradients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Rendering;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>
/// A loop over the metric: looks at the picture as it is now quantized, finds how SSIMULACRA2 changes with each of its
/// coefficients, and moves what the quantizer aims at accordingly.
/// </summary>
/// <param name="frame">The result's frame.</param>
/// <param name="source">Shows the source.</param>
/// <param name="components">The components, whose levels are what is looked at.</param>
internal sealed class MetricLoop(FrameHeader frame, PictureRenderer source, IReadOnlyList<RefinedComponent> components)
{
    /// <summary>The share of the way that aims go in the first round, and by what each later round goes less.</summary>
    private const float FirstRate = 0.08f;

    private const float Decay = 0.8f;
    private const float LongestWay = 6;
    private const float FarthestAim = 0.5f;

    /// <summary>How much of what blocks turned out to cost becomes their weight.</summary>
    private const float WeightCorrection = 0.3f;

    private ErrorTotals _known = new();
    private int _rounds;

    /// <summary>Looks at all tiles once, and moves aims.</summary>
    /// <param name="cancellationToken">Looked at before each tile.</param>
    /// <returns>The metric's bent errors of the picture as it was (<see cref="Ssimulacra2.Bend"/>).</returns>
    public double Improve(CancellationToken cancellationToken)
    {
        ErrorTotals totals = new();
        RefinementStep step = new(FirstRate * Power(Decay, _rounds), LongestWay, FarthestAim);
        PictureRenderer distorted = new(frame, [.. components.Select(component => (component.Levels, component.Steps))]);
        foreach ((PicturePart counted, PicturePart seen) in TileGrid.Tiles(frame.Width, frame.Height))
        {
            cancellationToken.ThrowIfCancellationRequested();
            GradientFrame.Part inside = new(counted.Left - seen.Left, counted.Top - seen.Top, counted.Right - seen.Left, counted.Bottom - seen.Top);
            GradientFrame tile = new(frame.Width, frame.Height, inside, totals, _rounds == 0 ? totals : _known);
            using ErrorGradient gradient = new(seen.Width, seen.Height);
            using (TilePixels reference = new(seen.Width, seen.Height))
            using (TilePixels current = new(seen.Width, seen.Height))
            {
                source.Render(seen, reference);
                distorted.Render(seen, current);
                gradient.Compute(reference, current, tile);
            }

            for (int i = 0; i < components.Count; i++)
            {
                using ComponentDerivatives derivatives = new(
                    gradient, seen, ComponentGeometry.Of(frame, frame.Components[i]), PictureRenderer.SharesOf(i, components.Count));
                components[i].MoveAims(derivatives, counted, step);
            }
        }

        foreach (RefinedComponent component in components) component.EndRound(WeightCorrection);
        (_known, _rounds) = (totals, _rounds + 1);
        return Ssimulacra2.Bend(totals.WeightedErrors(ScoreWeights.CountScales(frame.Width, frame.Height)));
    }

    private static float Power(float value, int exponent)
    {
        float result = 1;
        for (; exponent > 0; exponent--) result *= value;
        return result;
    }
}
