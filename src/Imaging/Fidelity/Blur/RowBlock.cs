using System.Buffers;

namespace JpegReducer.Imaging.Fidelity.Blur;

/// <summary>
/// Rows of floats of equal length in one pooled array, initially zero. Each has a margin on both sides and is padded
/// to whole vectors, so that kernels may read past the picture's edge.
/// </summary>
internal sealed class RowBlock : IDisposable
{
    /// <summary>Padded lengths are multiples of this: two of the widest vectors, which halving reads at a time.</summary>
    public const int Granule = 32;

    /// <summary>The number of floats before and after a padded row, at least the reach of <see cref="RowBlur"/>.</summary>
    public const int Margin = 16;

    private readonly float[] _values;

    public RowBlock(int rows, int width)
    {
        Length = RoundUp(width);
        Stride = Length + (2 * Margin);
        _values = ArrayPool<float>.Shared.Rent(checked(rows * Stride));
        _values.AsSpan().Clear();
    }

    /// <summary>The padded length of a row: the width, rounded up to whole vectors.</summary>
    public int Length { get; }

    /// <summary>The distance between the starts of rows.</summary>
    public int Stride { get; }

    /// <summary>A padded row without margins, with the picture at its start.</summary>
    public Span<float> this[int row] => _values.AsSpan((row * Stride) + Margin, Length);

    /// <summary>All values from the start of a padded row on, with the rows after it.</summary>
    public Span<float> From(int row) => _values.AsSpan((row * Stride) + Margin);

    /// <summary>All values from the start of a row's margin on, with the rows after it.</summary>
    public ReadOnlySpan<float> FromMargin(int row) => _values.AsSpan(row * Stride);

    /// <summary>The padded length of a row for a number of pixels.</summary>
    public static int RoundUp(int width) => (width + Granule - 1) / Granule * Granule;

    public void Dispose() => ArrayPool<float>.Shared.Return(_values);
}
