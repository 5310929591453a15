using System.Buffers;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Imaging.Jpeg.Rendering;

/// <summary>A component's samples under a part of the picture, as a decoder finds them: 0 to 255, whole numbers.</summary>
internal sealed class ComponentSamples : IDisposable
{
    private const int Side = DctBasis.Side;

    private readonly ComponentGeometry _geometry;
    private readonly int _firstColumn;
    private readonly int _firstRow;
    private readonly int[] _samples;

    /// <param name="plane">The component's coefficients.</param>
    /// <param name="steps">What one unit of them means, in zigzag order.</param>
    /// <param name="geometry">How the component lies under the picture.</param>
    /// <param name="part">The part of the picture, in pixels.</param>
    public ComponentSamples(CoefficientPlane plane, ushort[] steps, ComponentGeometry geometry, PicturePart part)
    {
        _geometry = geometry;

        // One sample more on each side where neighbours are mixed.
        (int across, int down) = (geometry.MixesAcross ? 1 : 0, geometry.MixesDown ? 1 : 0);
        _firstColumn = Math.Max(geometry.Across.At(part.Left) - across, 0) / Side;
        _firstRow = Math.Max(geometry.Down.At(part.Top) - down, 0) / Side;
        int columns = (Math.Min(geometry.Across.At(part.Right - 1) + across, geometry.Width - 1) / Side) + 1 - _firstColumn;
        int rows = (Math.Min(geometry.Down.At(part.Bottom - 1) + down, geometry.Height - 1) / Side) + 1 - _firstRow;
        Stride = columns * Side;
        _samples = ArrayPool<int>.Shared.Rent(Stride * rows * Side);
        Span<int> coefficients = stackalloc int[CoefficientPlane.BlockLength];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                Dequantize(plane.Block(_firstRow + row, _firstColumn + column), steps, coefficients);
                InverseDct.Transform(coefficients, _samples.AsSpan((row * Side * Stride) + (column * Side)), Stride);
            }
        }
    }

    /// <summary>The samples of a row.</summary>
    public int Stride { get; }

    /// <summary>Makes one row of pixels, rounding to the last bit as the Independent JPEG Group's library and its offspring do.</summary>
    /// <param name="y">Which row of the picture.</param>
    /// <param name="left">The first pixel.</param>
    /// <param name="mixed">A row to work in, of at least <see cref="Stride"/>.</param>
    /// <param name="pixels">Takes the row.</param>
    public void WriteRow(int y, int left, Span<int> mixed, Span<int> pixels)
    {
        (bool mixesDown, bool mixesAcross) = (_geometry.MixesDown, _geometry.MixesAcross);
        ReadOnlySpan<int> row = Row(_geometry.Down.At(y));
        if (mixesDown)
        {
            ReadOnlySpan<int> beside = Row(SampleRatio.Beside(y, _geometry.Height));

            // Mixed both ways, a sum is rounded once.
            (int bias, int shift) = mixesAcross ? (0, 0) : (1 + (y & 1), 2);
            for (int i = 0; i < Stride; i++) mixed[i] = ((3 * row[i]) + beside[i] + bias) >> shift;
            row = mixed;
        }

        int first = _firstColumn * Side;
        if (_geometry.Across.IsWhole)
        {
            row.Slice(left - first, pixels.Length).CopyTo(pixels);
        }
        else if (mixesAcross)
        {
            (int ofEven, int ofOdd, int shift) = mixesDown ? (8, 7, 4) : (1, 2, 2);
            for (int i = 0; i < pixels.Length; i++)
            {
                int x = left + i;
                int sum = (3 * row[(x / 2) - first]) + row[SampleRatio.Beside(x, _geometry.Width) - first];
                pixels[i] = (sum + ((x & 1) == 0 ? ofEven : ofOdd)) >> shift;
            }
        }
        else
        {
            for (int i = 0; i < pixels.Length; i++) pixels[i] = row[_geometry.Across.At(left + i) - first];
        }
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(_samples);

    private ReadOnlySpan<int> Row(int y) => _samples.AsSpan((y - (_firstRow * Side)) * Stride, Stride);

    private static void Dequantize(ReadOnlySpan<short> block, ushort[] steps, Span<int> coefficients)
    {
        ReadOnlySpan<byte> natural = ZigZag.ToNatural;
        for (int k = 0; k < block.Length; k++) coefficients[natural[k]] = block[k] * steps[k];
    }
}

/// <summary>A rectangle of pixels; right and bottom are the first places after it.</summary>
internal readonly record struct PicturePart(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;
}
