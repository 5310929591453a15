using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Jpeg.Rendering;

namespace JpegReducer.Imaging.Jpeg.Measuring;

/// <summary>Two pictures at a quarter of their width and height.</summary>
internal sealed class QuarterPairs(QuarterRenderer reference, QuarterRenderer distorted) : IRowPairs
{
    public int Width => reference.Width;

    public int Height => reference.Height;

    public void Read(int y, LinearRow first, LinearRow second)
    {
        reference.Read(y, first);
        distorted.Read(y, second);
    }
}
