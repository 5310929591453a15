namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>The movement of targets in a round.</summary>
/// <param name="Rate">
/// The share of the distance to the minimum of the metric, approximated by a sum of squares, by which targets move.
/// </param>
/// <param name="MaxStep">The largest distance to that minimum that is assumed, in quantization steps.</param>
/// <param name="MaxDistance">The largest distance of a target from the source, in quantization steps.</param>
internal readonly record struct RefinementStep(float Rate, float MaxStep, float MaxDistance);
