using JpegReducer.Imaging.Fidelity.Gradients;
using JpegReducer.Imaging.Jpeg.Rendering;

namespace JpegReducer.Imaging.Jpeg.Pixels;

/// <summary>Renders pixels unchanged.</summary>
internal sealed class PixelView(PixelPicture picture) : IPictureView
{
    public void Render(PictureRegion part, TilePixels pixels)
    {
        int bands = picture.Bands;
        for (int y = 0; y < part.Height; y++)
        {
            ReadOnlySpan<byte> row = picture.Row(part.Top + y)[(part.Left * bands)..];
            for (int primary = 0; primary < 3; primary++)
            {
                Span<byte> plane = pixels.Row(primary, y);
                for (int x = 0; x < plane.Length; x++) plane[x] = row[(x * bands) + (bands == 1 ? 0 : primary)];
            }
        }
    }
}
