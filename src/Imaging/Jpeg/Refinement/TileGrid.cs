using JpegReducer.Imaging.Jpeg.Rendering;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>Cuts a picture into tiles, so that what works on floats needs little memory, and knows the surroundings that each has to see.</summary>
internal static class TileGrid
{
    /// <summary>The most a tile has on a side, without its surroundings.</summary>
    private const int MostSide = 480;

    /// <summary>
    /// What a tile sees beyond its edges: at the smallest size that counts, a sixteenth, three pixels of the four that the
    /// metric's blur reaches.
    /// </summary>
    private const int Surroundings = 48;

    /// <summary>Tiles begin on whole blocks of each component, whatever its sampling factors are.</summary>
    private const int Granule = 96;

    /// <summary>All tiles, row by row: what each counts, and what it sees.</summary>
    public static IEnumerable<(PicturePart Counted, PicturePart Seen)> Tiles(int width, int height)
    {
        int across = SideOf(width);
        int down = SideOf(height);
        for (int top = 0; top < height; top += down)
        {
            for (int left = 0; left < width; left += across)
            {
                PicturePart counted = new(left, top, Math.Min(left + across, width), Math.Min(top + down, height));
                yield return (counted, new PicturePart(
                    Math.Max(left - Surroundings, 0), Math.Max(top - Surroundings, 0),
                    Math.Min(counted.Right + Surroundings, width), Math.Min(counted.Bottom + Surroundings, height)));
            }
        }
    }

    private static int SideOf(int length)
    {
        int count = (length + MostSide - 1) / MostSide;
        return (((length + count - 1) / count) + Granule - 1) / Granule * Granule;
    }
}
