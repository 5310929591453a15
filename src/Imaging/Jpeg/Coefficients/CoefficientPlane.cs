using System.Buffers;
using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Coefficients;

/// <summary>
/// The quantized coefficients of one component: 64 per block in zigzag order, which is the order of entropy coding,
/// blocks from left to right and from top to bottom.
/// </summary>
/// <remarks>Blocks that only pad the last MCUs are stored too, since interleaved scans code them.</remarks>
internal sealed class CoefficientPlane : IDisposable
{
    public const int BlockLength = 64;

    private short[]? _coefficients;

    /// <param name="blocksAcross">The number of blocks across that contain pixels.</param>
    /// <param name="blocksDown">The number of blocks down that contain pixels.</param>
    /// <param name="stride">The number of blocks across, with those that pad the last MCU.</param>
    /// <param name="rows">The number of blocks down, with those that pad the last MCU.</param>
    public CoefficientPlane(int blocksAcross, int blocksDown, int stride, int rows)
    {
        (BlocksAcross, BlocksDown, Stride, Rows) = (blocksAcross, blocksDown, stride, rows);
        _coefficients = ArrayPool<short>.Shared.Rent(checked(stride * rows * BlockLength));
        Clear();
    }

    /// <summary>An empty plane for a component of a picture.</summary>
    public static CoefficientPlane For(FrameHeader frame, FrameComponent component) => new(
        frame.BlocksAcross(component), frame.BlocksDown(component),
        frame.McusAcross * component.Horizontal, frame.McusDown * component.Vertical);

    /// <summary>An empty plane for one row of MCUs of a component.</summary>
    public static CoefficientPlane ForRow(FrameHeader frame, FrameComponent component) => new(
        frame.BlocksAcross(component), component.Vertical, frame.McusAcross * component.Horizontal, component.Vertical);

    public int BlocksAcross { get; }

    public int BlocksDown { get; }

    public int Stride { get; }

    public int Rows { get; }

    private short[] Coefficients => _coefficients ?? throw new ObjectDisposedException(nameof(CoefficientPlane));

    /// <summary>One block: 64 coefficients in zigzag order.</summary>
    public Span<short> Block(int row, int column) =>
        Coefficients.AsSpan(((row * Stride) + column) * BlockLength, BlockLength);

    /// <summary>The blocks of one row that contain pixels.</summary>
    public Span<short> Row(int row) => Coefficients.AsSpan(row * Stride * BlockLength, BlocksAcross * BlockLength);

    /// <summary>Sets all coefficients to zero.</summary>
    public void Clear() => Coefficients.AsSpan(0, Stride * Rows * BlockLength).Clear();

    /// <summary>Whether all blocks that contain pixels are equal in both planes.</summary>
    public bool HasSameBlocks(CoefficientPlane other)
    {
        if ((BlocksAcross, BlocksDown) != (other.BlocksAcross, other.BlocksDown)) return false;

        for (int row = 0; row < BlocksDown; row++)
        {
            if (!Row(row).SequenceEqual(other.Row(row))) return false;
        }

        return true;
    }

    /// <summary>Whether the rows from an index on equal those of a shorter plane, as far as both contain pixels.</summary>
    public bool HasSameRows(int first, CoefficientPlane rows)
    {
        for (int row = first; row < Math.Min(first + rows.BlocksDown, BlocksDown); row++)
        {
            if (!Row(row).SequenceEqual(rows.Row(row - first))) return false;
        }

        return true;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _coefficients, null) is { } coefficients) ArrayPool<short>.Shared.Return(coefficients);
    }
}
