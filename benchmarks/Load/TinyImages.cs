using JpegReducer.Support.Images;

namespace JpegReducer.Benchmarks.Load;

/// <summary>Small photographs of about a given size.</summary>
internal static class TinyImages
{
    /// <summary>A JPEG of about <paramref name="bytes"/> bytes.</summary>
    public static byte[] Photo(int bytes)
    {
        int side = 32;
        byte[] image = TestImages.Photo(side, side, seed: 1);
        while (image.Length < bytes) image = TestImages.Photo(side += 16, side, seed: 1);
        return image;
    }
}
