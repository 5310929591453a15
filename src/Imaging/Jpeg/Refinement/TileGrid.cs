using JpegReducer.Imaging.Fidelity.Gradients;
using JpegReducer.Imaging.Jpeg.Rendering;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>Divides a picture into tiles with overlapping borders, so that float planes need little memory.</summary>
internal static class TileGrid
{
    /// <summary>The maximum side of a tile without its border.</summary>
    private const int MaxSide = 480;

    /// <summary>
    /// The width of the border: at the smallest scale that counts, a sixteenth, three pixels of the four that the metric's blur
    /// reaches.
    /// </summary>
    private const int Padding = 48;

    /// <summary>Tiles are aligned to whole blocks of each component for all sampling factors.</summary>
    private const int Granule = 96;

    /// <summary>All tiles, row by row.</summary>
    public static IEnumerable<Tile> Tiles(int width, int height)
    {
        int across = SideOf(width);
        int down = SideOf(height);
        for (int top = 0; top < height; top += down)
        {
            for (int left = 0; left < width; left += across)
            {
                PictureRegion core = new(left, top, Math.Min(left + across, width), Math.Min(top + down, height));
                yield return new Tile(core, new PictureRegion(
                    Math.Max(left - Padding, 0), Math.Max(top - Padding, 0),
                    Math.Min(core.Right + Padding, width), Math.Min(core.Bottom + Padding, height)));
            }
        }
    }

    private static int SideOf(int length)
    {
        int count = (length + MaxSide - 1) / MaxSide;
        return (((length + count - 1) / count) + Granule - 1) / Granule * Granule;
    }
}

/// <summary>A region of a picture that is processed at a time.</summary>
/// <param name="Core">The part that no other tile contains.</param>
/// <param name="Padded">The core with its border.</param>
internal readonly record struct Tile(PictureRegion Core, PictureRegion Padded)
{
    /// <summary>The core relative to the corner of the padded region.</summary>
    public GradientFrame.Part CoreInPadded =>
        new(Core.Left - Padded.Left, Core.Top - Padded.Top, Core.Right - Padded.Left, Core.Bottom - Padded.Top);
}
