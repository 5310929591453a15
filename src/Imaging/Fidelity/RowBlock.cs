using System.Buffers;

namespace JpegReducer.Imaging.Fidelity;

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
    private readonly int _stride;

    public RowBlock(int rows, int width)
    {
        Length = RoundUp(width);
        _stride = Length + (2 * Margin);
        _values = ArrayPool<float>.Shared.Rent(checked(rows * _stride));
        _values.AsSpan().Clear();
    }

    /// <summary>The floats of a row without its margins: the width, rounded up to whole vectors.</summary>
    public int Length { get; }

    /// <summary>A row's inside; the picture is at its beginning.</summary>
    public Span<float> this[int row] => _values.AsSpan((row * _stride) + Margin, Length);

    /// <summary>A row with both its margins.</summary>
    public ReadOnlySpan<float> WithMargins(int row) => _values.AsSpan(row * _stride, _stride);

    /// <summary>How many floats a row of so many pixels takes inside.</summary>
    public static int RoundUp(int width) => (width + Granule - 1) / Granule * Granule;

    public void Dispose() => ArrayPool<float>.Shared.Return(_values);
}
