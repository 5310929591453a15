using JpegReducer.Imaging.Jpeg.Rendering;

namespace JpegReducer.Imaging.Jpeg.Measuring;

/// <summary>Places tiles evenly over a picture.</summary>
internal static class TileSample
{
    /// <summary>At this side, what the two finest scales of the metric compare is mostly within the tile.</summary>
    public const int Side = 64;

    private const int Longer = 8, Shorter = 6;

    /// <summary>The factor of a dense sample, in each direction.</summary>
    private const int Dense = 2;

    /// <summary>Tiles are aligned to blocks of chroma, so that few blocks are transformed.</summary>
    private const int Granule = 16;

    /// <summary>The tiles, row by row.</summary>
    /// <param name="width">The picture's width, at least <see cref="Side"/>.</param>
    /// <param name="height">The picture's height, at least <see cref="Side"/>.</param>
    /// <param name="isDense">Whether to place up to four times as many, side by side.</param>
    public static IReadOnlyList<PictureRegion[]> Of(int width, int height, bool isDense = false)
    {
        (int across, int down) = width >= height ? (Longer, Shorter) : (Shorter, Longer);
        if (isDense) (across, down) = (Math.Min(Dense * across, width / Side), Math.Min(Dense * down, height / Side));
        return [.. Enumerable.Range(0, down).Select(row =>
            Enumerable.Range(0, across).Select(column => Tile(Offset(column, across, width), Offset(row, down, height))).ToArray())];
    }

    private static int Offset(int index, int count, int length) =>
        Math.Clamp((int)((((2L * index) + 1) * length / (2 * count)) - (Side / 2)), 0, length - Side) & ~(Granule - 1);

    private static PictureRegion Tile(int left, int top) => new(left, top, left + Side, top + Side);
}
