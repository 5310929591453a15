using System.Buffers;
using JpegReducer.Imaging.Fidelity.Blur;

namespace JpegReducer.Imaging.Fidelity.Gradients;

/// <summary>
/// A plane of floats with zeros all around, as far as the metric's blur reaches: kernels run over all of it at once, edges
/// and all, without asking where a row ends.
/// </summary>
internal sealed class FloatPlane : IDisposable
{
    /// <summary>How many zeros there are at least beyond each edge.</summary>
    public const int Margin = TruncatedCosines.Radius - 1;

    /// <summary>The floats of the widest vector that is used on planes.</summary>
    private const int Granule = 8;

    private readonly float[] _values;
    private readonly int _lead;

    /// <param name="width">How many floats of a row count.</param>
    /// <param name="height">How many rows count.</param>
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

    /// <summary>From one row to the next: the zeros right of one row are those left of the next.</summary>
    public int Stride { get; }

    /// <summary>All rows and the zeros between them.</summary>
    public Span<float> All => _values.AsSpan(_lead, Stride * Height);

    /// <summary>One row without the zeros after it.</summary>
    public Span<float> this[int y] => _values.AsSpan(_lead + (y * Stride), Width);

    /// <summary>One row, and the zeros after it.</summary>
    public Span<float> WholeRow(int y) => _values.AsSpan(_lead + (y * Stride), Stride);

    /// <summary>As <see cref="All"/>, moved by so many floats, at most <see cref="Margin"/> rows or columns.</summary>
    public ReadOnlySpan<float> Moved(int by) => _values.AsSpan(_lead + by, Stride * Height);

    /// <summary>All from one place on, the zeros after the last row included.</summary>
    public ReadOnlySpan<float> From(int x, int y) => _values.AsSpan(_lead + (y * Stride) + x);

    /// <summary>What <see cref="Stride"/> is for a width.</summary>
    private static int StrideOf(int width) => (width + Margin + Granule - 1) / Granule * Granule;

    /// <summary>Makes what lies between the rows zero again, after a kernel ran over it.</summary>
    public void ClearBetweenRows()
    {
        for (int y = 0; y < Height; y++) WholeRow(y)[Width..].Clear();
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_values);
}
