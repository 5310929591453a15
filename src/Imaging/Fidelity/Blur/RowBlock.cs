using System.Buffers;
using JpegReducer.Imaging.Fidelity.Scales;

namespace JpegReducer.Imaging.Fidelity.Blur;

/// <summary>
/// Equally long rows of floats in one pooled array, all zero at first. Each has a margin on both sides and is filled up
/// to whole vectors, so that kernels read past the picture's edge without asking where it is.
/// </summary>
internal sealed class RowBlock : IDisposable
{
    /// <summary>The length of a row inside is a multiple of this: two of the widest vectors, which <see cref="Halving"/> makes one of.</summary>
    public const int Granule = 32;

    /// <summary>The floats before and after the inside, at least the reach of <see cref="RowBlur"/>.</summary>
    public const int Margin = 16;

    private readonly float[] _values;

    public RowBlock(int rows, int width)
    {
        Length = RoundUp(width);
        Stride = Length + (2 * Margin);
        _values = ArrayPool<float>.Shared.Rent(checked(rows * Stride));
        _values.AsSpan().Clear();
    }

    /// <summary>The floats of a row without its margins: the width, rounded up to whole vectors.</summary>
    public int Length { get; }

    /// <summary>From one row's beginning to the next one's.</summary>
    public int Stride { get; }

    /// <summary>A row's inside; the picture is at its beginning.</summary>
    public Span<float> this[int row] => _values.AsSpan((row * Stride) + Margin, Length);

    /// <summary>All from a row's inside on, further rows included.</summary>
    public Span<float> From(int row) => _values.AsSpan((row * Stride) + Margin);

    /// <summary>All from a row's margin on, further rows included.</summary>
    public ReadOnlySpan<float> FromMargin(int row) => _values.AsSpan(row * Stride);

    /// <summary>How many floats a row of so many pixels takes inside.</summary>
    public static int RoundUp(int width) => (width + Granule - 1) / Granule * Granule;

    public void Dispose() => ArrayPool<float>.Shared.Return(_values);
}
