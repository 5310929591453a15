using System.Buffers;
using JpegReducer.Imaging.Fidelity.Blur;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Rows;

/// <summary>
/// The last rows of one or more planes of equal size. Rows are padded to whole vectors and have margins; all is zero until it is written.
/// </summary>
internal sealed class RowRing : IDisposable
{
    /// <summary>The number of floats before and after a padded row, at least the radius of the widest kernel.</summary>
    public const int Margin = RowBlock.Margin;

    private readonly float[] _values;
    private readonly int _planes;
    private readonly int _capacity;
    private readonly int _stride;

    /// <param name="planes">The number of planes.</param>
    /// <param name="capacity">The number of rows kept of each.</param>
    /// <param name="width">The width of the picture.</param>
    public RowRing(int planes, int capacity, int width)
    {
        (_planes, _capacity) = (planes, capacity);
        Length = RowBlock.RoundUp(width);
        _stride = Length + (2 * Margin);

        // One more row stays zero, for all rows outside the picture.
        int length = checked(((planes * capacity) + 1) * _stride);
        _values = ArrayPool<float>.Shared.Rent(length);
        _values.AsSpan(0, length).Clear();
    }

    /// <summary>The padded length of a row.</summary>
    public int Length { get; }

    /// <summary>All rows with their margins; the starts of rows are positions within it.</summary>
    public ReadOnlySpan<float> All => _values;

    /// <summary>Where the row of zeros starts, after its margin.</summary>
    public int StartOfZeros => (_planes * _capacity * _stride) + Margin;

    /// <summary>A padded row.</summary>
    public Span<float> Row(int plane, int y) => _values.AsSpan(StartOf(plane, y), Length);

    /// <summary>A padded row with its margins: the picture begins at <see cref="Margin"/>.</summary>
    public Span<float> WithMargins(int plane, int y) => _values.AsSpan(StartOf(plane, y) - Margin, _stride);

    /// <summary>Where a row starts, after its margin.</summary>
    public int StartOf(int plane, int y) => (((plane * _capacity) + (y % _capacity)) * _stride) + Margin;

    public void Dispose() => ArrayPool<float>.Shared.Return(_values);
}
