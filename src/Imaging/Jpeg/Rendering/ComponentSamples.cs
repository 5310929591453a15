using System.Buffers;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Imaging.Jpeg.Rendering;

/// <summary>A component's decoded samples in a region of the picture: integers from 0 to 255.</summary>
internal sealed class ComponentSamples : IDisposable
{
    private const int Side = DctBasis.Side;

    private readonly ComponentGeometry _geometry;
    private readonly int _firstColumn;
    private readonly int _firstRow;
    private readonly int[] _samples;

    /// <param name="plane">The component's coefficients.</param>
    /// <param name="steps">Their quantization steps in zigzag order.</param>
    /// <param name="geometry">The position of the component's samples relative to pixels.</param>
    /// <param name="part">The region of the picture, in pixels.</param>
    public ComponentSamples(CoefficientPlane plane, ushort[] steps, ComponentGeometry geometry, PictureRegion part)
    {
        _geometry = geometry;

        // Interpolation needs one more sample on each side.
        (int across, int down) = (geometry.InterpolatesAcross ? 1 : 0, geometry.InterpolatesDown ? 1 : 0);
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

    /// <summary>The number of samples per row.</summary>
    public int Stride { get; }

    /// <summary>Upsamples one row, with the rounding of libjpeg and libjpeg-turbo to the last bit.</summary>
    /// <param name="y">The row of the picture.</param>
    /// <param name="left">The first pixel.</param>
    /// <param name="mixed">A work row, at least <see cref="Stride"/> long.</param>
    /// <param name="pixels">Receives the row.</param>
    public void WriteRow(int y, int left, Span<int> mixed, Span<int> pixels)
    {
        (bool mixesDown, bool mixesAcross) = (_geometry.InterpolatesDown, _geometry.InterpolatesAcross);
        ReadOnlySpan<int> row = Row(_geometry.Down.At(y));
        if (mixesDown)
        {
            ReadOnlySpan<int> beside = Row(SampleRatio.NeighborAt(y, _geometry.Height));

            // If both directions are interpolated, the sum is rounded once.
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
                int sum = (3 * row[(x / 2) - first]) + row[SampleRatio.NeighborAt(x, _geometry.Width) - first];
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

/// <summary>A rectangle of pixels; right and bottom are exclusive.</summary>
internal readonly record struct PictureRegion(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;
}
