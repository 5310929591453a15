namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>How far aims move in a round.</summary>
/// <param name="Rate">The share of the way to where the metric, taken for a sum of squares, would be least.</param>
/// <param name="Longest">The longest way that is believed, in quantization steps.</param>
/// <param name="Farthest">How far an aim may be from the source, in quantization steps.</param>
internal readonly record struct RefinementStep(float Rate, float Longest, float Farthest);
