using JpegReducer.Imaging.Fidelity.Gradients;
using JpegReducer.Imaging.Jpeg.Rendering;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>Cuts a picture into tiles, so that what works on floats needs little memory, and knows the surroundings that each has to see.</summary>
internal static class TileGrid
{
    /// <summary>The most a tile has on a side, without its surroundings.</summary>
    private const int MaxSide = 480;

    /// <summary>
    /// What a tile sees beyond its edges: at the smallest size that counts, a sixteenth, three pixels of the four that the
    /// metric's blur reaches.
    /// </summary>
    private const int Surroundings = 48;

    /// <summary>Tiles begin on whole blocks of each component, whatever its sampling factors are.</summary>
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
                PicturePart counted = new(left, top, Math.Min(left + across, width), Math.Min(top + down, height));
                yield return new Tile(counted, new PicturePart(
                    Math.Max(left - Surroundings, 0), Math.Max(top - Surroundings, 0),
                    Math.Min(counted.Right + Surroundings, width), Math.Min(counted.Bottom + Surroundings, height)));
            }
        }
    }

    private static int SideOf(int length)
    {
        int count = (length + MaxSide - 1) / MaxSide;
        return (((length + count - 1) / count) + Granule - 1) / Granule * Granule;
    }
}

/// <summary>A part of a picture that is worked on at a time.</summary>
/// <param name="Counted">What no other tile counts.</param>
/// <param name="Seen">That and its surroundings.</param>
internal readonly record struct Tile(PicturePart Counted, PicturePart Seen)
{
    /// <summary>The counted part in the places of the seen one.</summary>
    public GradientFrame.Part CountedInSeen =>
        new(Counted.Left - Seen.Left, Counted.Top - Seen.Top, Counted.Right - Seen.Left, Counted.Bottom - Seen.Top);
}
