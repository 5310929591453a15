using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Fidelity.Gradients;
using JpegReducer.Imaging.Fidelity.Scales;
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
internal sealed class MetricLoop(FrameHeader frame, IPictureView source, IReadOnlyList<RefinedComponent> components)
{
    /// <summary>The share of the way that aims go in the first round, and what remains of it from round to round.</summary>
    private const float FirstRate = 0.08f;

    private const float Decay = 0.8f;
    private const float LongestWay = 6;
    private const float FarthestAim = 0.5f;

    /// <summary>How much of what blocks turned out to cost becomes their weight.</summary>
    private const float WeightCorrection = 0.3f;

    private RefinementStep _step = new(FirstRate, LongestWay, FarthestAim);
    private ErrorTotals? _known;

    /// <summary>Looks at all tiles once, and moves aims.</summary>
    /// <param name="cancellationToken">Looked at before each tile.</param>
    /// <returns>The metric's bent errors of the picture as it was (<see cref="Ssimulacra2.Bend"/>).</returns>
    public double Improve(CancellationToken cancellationToken)
    {
        ErrorTotals totals = new();
        PictureRenderer distorted = new(frame, [.. components.Select(component => (component.Levels, component.Steps))]);

        // Tiles of one size after each other: what they are worked on in is made once.
        foreach (IGrouping<(int Width, int Height), Tile> tiles in TileGrid.Tiles(frame.Width, frame.Height).GroupBy(tile => (tile.Seen.Width, tile.Seen.Height)))
        {
            using ErrorGradient gradient = new(tiles.Key.Width, tiles.Key.Height);
            using TilePixels reference = new(tiles.Key.Width, tiles.Key.Height);
            using TilePixels current = new(tiles.Key.Width, tiles.Key.Height);
            foreach (Tile tile in tiles)
            {
                cancellationToken.ThrowIfCancellationRequested();
                source.Render(tile.Seen, reference);
                distorted.Render(tile.Seen, current);
                gradient.Compute(reference, current, new GradientFrame(frame.Width, frame.Height, tile.CountedInSeen, totals, _known ?? totals));
                MoveAims(gradient, tile);
            }
        }

        foreach (RefinedComponent component in components) component.EndRound(WeightCorrection);
        _known = totals;
        _step = _step with { Rate = Decay * _step.Rate };
        return Ssimulacra2.Bend(totals.WeightedErrors(ScoreWeights.CountScales(frame.Width, frame.Height)));
    }

    private void MoveAims(ErrorGradient gradient, Tile tile)
    {
        for (int i = 0; i < components.Count; i++)
        {
            using ComponentDerivatives derivatives = new(
                gradient, tile.Seen, ComponentGeometry.Of(frame, frame.Components[i]), PictureRenderer.SharesOf(i, components.Count));
            components[i].MoveAims(derivatives, tile.Counted, _step);
        }
    }
}
