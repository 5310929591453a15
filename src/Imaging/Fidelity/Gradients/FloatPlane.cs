using System.Buffers;
using JpegReducer.Imaging.Fidelity.Blur;

namespace JpegReducer.Imaging.Fidelity.Gradients;

/// <summary>
/// A plane of floats with a border of zeros as wide as the radius of the metric's blur: kernels run over all rows at a time,
/// without special cases at edges.
/// </summary>
internal sealed class FloatPlane : IDisposable
{
    /// <summary>The minimum number of zeros beyond each edge.</summary>
    public const int Margin = TruncatedCosines.Radius - 1;

    /// <summary>The number of floats of the widest vector used on planes.</summary>
    private const int Granule = 8;

    private readonly float[] _values;
    private readonly int _lead;

    /// <param name="width">The width in floats.</param>
    /// <param name="height">The number of rows.</param>
    public FloatPlane(int width, int height)
    {
        (Width, Height) = (width, height);
        Stride = StrideOf(width);
        _lead = (Margin * Stride) + Granule;
        int length = (2 * _lead) + (Stride * height);
        _values = ArrayPool<float>.Shared.Rent(length);
        _values.AsSpan(0, length).Clear();
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The distance between rows: the zeros right of one row are those left of the next.</summary>
    public int Stride { get; }

    /// <summary>All rows with the zeros between them.</summary>
    public Span<float> All => _values.AsSpan(_lead, Stride * Height);

    /// <summary>One row without the zeros after it.</summary>
    public Span<float> this[int y] => _values.AsSpan(_lead + (y * Stride), Width);

    /// <summary>One row with the zeros after it.</summary>
    public Span<float> PaddedRow(int y) => _values.AsSpan(_lead + (y * Stride), Stride);

    /// <summary><see cref="All"/> shifted by a number of floats, at most <see cref="Margin"/> rows or columns.</summary>
    public ReadOnlySpan<float> Shifted(int by) => _values.AsSpan(_lead + by, Stride * Height);

    /// <summary>All values from a position on, with the zeros after the last row.</summary>
    public ReadOnlySpan<float> From(int x, int y) => _values.AsSpan(_lead + (y * Stride) + x);

    /// <summary>The stride for a width.</summary>
    private static int StrideOf(int width) => (width + Margin + Granule - 1) / Granule * Granule;

    /// <summary>Resets the values between rows to zero after a kernel has run over them.</summary>
    public void ClearBetweenRows()
    {
        for (int y = 0; y < Height; y++) PaddedRow(y)[Width..].Clear();
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_values);
}
