using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Fidelity.Gradients;
using JpegReducer.Imaging.Fidelity.Scales;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Rendering;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>
/// One round after another: measures the quantized picture with SSIMULACRA2, differentiates the metric with respect to each
/// coefficient, and moves the quantizer's targets accordingly.
/// </summary>
/// <param name="frame">The result's frame.</param>
/// <param name="source">Renders the source.</param>
/// <param name="components">The components with their levels.</param>
internal sealed class MetricLoop(FrameHeader frame, IPictureView source, IReadOnlyList<RefinedComponent> components)
{
    /// <summary>The rate at which targets move in the first round, and its decrease from round to round.</summary>
    private const float FirstRate = 0.08f;

    private const float Decay = 0.8f;
    private const float MaxStep = 6;
    private const float MaxTargetDistance = 0.5f;

    /// <summary>The exponent of the correction of block weights.</summary>
    private const float WeightCorrection = 0.3f;

    private RefinementStep _step = new(FirstRate, MaxStep, MaxTargetDistance);
    private ErrorTotals? _previousTotals;

    /// <summary>Measures all tiles, and moves targets.</summary>
    /// <param name="cancellationToken">Checked before each tile.</param>
    /// <returns>The mapped errors of the picture before its targets moved (<see cref="Ssimulacra2.MapErrors"/>).</returns>
    public double RunRound(CancellationToken cancellationToken)
    {
        ErrorTotals totals = new();
        PictureRenderer distorted = new(frame, [.. components.Select(component => (component.Levels, component.Steps))]);

        // Tiles of equal size are processed together, so that buffers are allocated once.
        foreach (IGrouping<(int Width, int Height), Tile> tiles in
            TileGrid.Tiles(frame.Width, frame.Height).GroupBy(tile => (tile.Padded.Width, tile.Padded.Height)))
        {
            using ErrorGradient gradient = new(tiles.Key.Width, tiles.Key.Height);
            using TilePixels reference = new(tiles.Key.Width, tiles.Key.Height);
            using TilePixels current = new(tiles.Key.Width, tiles.Key.Height);
            foreach (Tile tile in tiles)
            {
                cancellationToken.ThrowIfCancellationRequested();
                source.Render(tile.Padded, reference);
                distorted.Render(tile.Padded, current);
                gradient.Compute(
                    reference, current, new GradientFrame(frame.Width, frame.Height, tile.CoreInPadded, totals, _previousTotals ?? totals));
                MoveTargets(gradient, tile);
            }
        }

        foreach (RefinedComponent component in components) component.EndRound(WeightCorrection);
        _previousTotals = totals;
        _step = _step with { Rate = Decay * _step.Rate };
        return Ssimulacra2.MapErrors(totals.WeightedErrors(ScoreWeights.CountScales(frame.Width, frame.Height)));
    }

    private void MoveTargets(ErrorGradient gradient, Tile tile)
    {
        for (int i = 0; i < components.Count; i++)
        {
            using ComponentDerivatives derivatives = new(
                gradient, tile.Padded, ComponentGeometry.Of(frame, frame.Components[i]), PictureRenderer.ColorWeights(i, components.Count));
            components[i].MoveTargets(derivatives, tile.Core, _step);
        }
    }
}
