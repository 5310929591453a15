namespace JpegReducer.Imaging.Fidelity;

/// <summary>The butteraugli distances of the pixels of a picture.</summary>
/// <param name="Distance">The norms of all pixels.</param>
/// <param name="Pixels">The distance of each pixel, row by row.</param>
public sealed record ButteraugliMap(ButteraugliDistance Distance, ReadOnlyMemory<float> Pixels);
