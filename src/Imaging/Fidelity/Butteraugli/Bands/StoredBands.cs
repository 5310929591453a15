using JpegReducer.Imaging.Fidelity.Blur;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

/// <summary>All bands of a picture at one scale.</summary>
/// <param name="width">The width of the picture.</param>
/// <param name="height">The height of the picture.</param>
internal sealed class StoredBands(int width, int height) : IBandRows
{
    private readonly int _length = RowBlock.RoundUp(width);
    private readonly float[][] _rows = new float[height][];

    /// <summary>Copies a row, if there is one with this number.</summary>
    public void Add(int y, IBandRows bands)
    {
        if (y < 0 || y >= _rows.Length) return;

        _rows[y] = GC.AllocateUninitializedArray<float>((int)Band.Count * _length);
        for (Band band = 0; band < Band.Count; band++) bands.Row(y, band).CopyTo(_rows[y].AsSpan((int)band * _length));
    }

    public ReadOnlySpan<float> Row(int y, Band band) => _rows[y].AsSpan((int)band * _length, _length);
}
