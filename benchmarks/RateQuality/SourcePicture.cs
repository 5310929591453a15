namespace JpegReducer.Benchmarks.RateQuality;

/// <summary>A picture to be reduced.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="File">The file: JPEG, or PNG where reducers begin with pixels.</param>
/// <param name="Width">Pixels from left to right.</param>
/// <param name="Height">Pixels from top to bottom.</param>
/// <param name="Sampling">Its chroma subsampling, for example 4:2:2; 4:4:4 for pixels.</param>
internal sealed record SourcePicture(string Name, byte[] File, int Width, int Height, string Sampling)
{
    /// <summary>The file name's extension.</summary>
    public string Extension => IsJpeg ? ".jpg" : ".png";

    /// <summary>Whether the file is JPEG.</summary>
    public bool IsJpeg => File.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]);

    public double Megapixels => Width * (double)Height / 1e6;
}
