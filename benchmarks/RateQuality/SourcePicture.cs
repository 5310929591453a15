namespace JpegReducer.Benchmarks.RateQuality;

/// <summary>A JPEG to be reduced.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Jpeg">The file.</param>
/// <param name="Width">Pixels from left to right.</param>
/// <param name="Height">Pixels from top to bottom.</param>
/// <param name="Sampling">Its chroma subsampling, such as 4:2:2.</param>
internal sealed record SourcePicture(string Name, byte[] Jpeg, int Width, int Height, string Sampling)
{
    public double Megapixels => Width * (double)Height / 1e6;
}
