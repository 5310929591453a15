using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Fidelity.Gradients;
using JpegReducer.Imaging.Jpeg.Rendering;

namespace JpegReducer.Imaging.Jpeg.Measuring;

/// <summary>
/// Regions of two pictures as rows of one joined picture. One region per row, as wide as the picture, makes the whole
/// picture.
/// </summary>
/// <param name="reference">The source.</param>
/// <param name="distorted">The result.</param>
/// <param name="parts">The regions, row by row; those of a row have equal heights, and all rows the same widths.</param>
internal sealed class BandPairs(IPictureView reference, IPictureView distorted, IReadOnlyList<PictureRegion[]> parts) : IRowPairs, IDisposable
{
    /// <summary>The number of rows rendered at a time: needs little memory, and few blocks are transformed twice.</summary>
    private const int BandHeight = 64;

    private readonly List<TilePixels> _first = [];
    private readonly List<TilePixels> _second = [];
    private int _row = -1;
    private int _top;

    public int Width { get; } = parts[0].Sum(part => part.Width);

    public int Height { get; } = parts.Sum(row => row[0].Height);

    /// <summary>Whole pictures.</summary>
    public static BandPairs Whole(IPictureView reference, IPictureView distorted, int width, int height) => new(
        reference, distorted,
        [.. Enumerable.Range(0, (height + BandHeight - 1) / BandHeight).Select(band =>
            new[] { new PictureRegion(0, band * BandHeight, width, Math.Min((band + 1) * BandHeight, height)) })]);

    public void Read(int y, LinearRow first, LinearRow second)
    {
        if (_row < 0 || y - _top == parts[_row][0].Height) Show(y);
        Copy(_first, y - _top, first);
        Copy(_second, y - _top, second);
    }

    public void Dispose()
    {
        foreach (TilePixels pixels in _first.Concat(_second)) pixels.Dispose();
        _first.Clear();
        _second.Clear();
    }

    private void Show(int top)
    {
        Dispose();
        (_row, _top) = (_row + 1, top);
        foreach (PictureRegion part in parts[_row])
        {
            _first.Add(new TilePixels(part.Width, part.Height));
            reference.Render(part, _first[^1]);
            _second.Add(new TilePixels(part.Width, part.Height));
            distorted.Render(part, _second[^1]);
        }
    }

    private static void Copy(List<TilePixels> tiles, int y, LinearRow row)
    {
        int left = 0;
        foreach (TilePixels tile in tiles)
        {
            Linearize(tile.Row(0, y), row.Red[left..]);
            Linearize(tile.Row(1, y), row.Green[left..]);
            Linearize(tile.Row(2, y), row.Blue[left..]);
            left += tile.Width;
        }
    }

    private static void Linearize(ReadOnlySpan<byte> samples, Span<float> light)
    {
        ReadOnlySpan<float> table = LinearLight.Table;
        for (int x = 0; x < samples.Length; x++) light[x] = table[samples[x]];
    }
}
