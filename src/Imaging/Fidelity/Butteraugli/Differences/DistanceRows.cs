using JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Differences;

/// <summary>Receives the distances of all pixels row by row, without those of an extension, and computes their norms.</summary>
/// <param name="frame">The size of the pictures.</param>
/// <param name="map">Receives the distances; null to compute the norms only.</param>
/// <param name="keepsLarger">Whether the map contains distances on another background, the larger of which counts.</param>
internal sealed class DistanceRows(PictureFrame frame, float[]? map, bool keepsLarger)
{
    private double _cubes, _sixths, _twelfths;

    /// <summary>The largest distance.</summary>
    public float Max { get; private set; }

    /// <summary>The mean of the norms of orders 3, 6 and 12.</summary>
    public double ThreeNorm
    {
        get
        {
            double pixels = (double)frame.InnerWidth * frame.InnerHeight;
            return (Math.Pow(_cubes / pixels, 1.0 / 3) + Math.Pow(_sixths / pixels, 1.0 / 6) + Math.Pow(_twelfths / pixels, 1.0 / 12)) / 3;
        }
    }

    /// <summary>Adds the next row.</summary>
    public void Add(int y, ReadOnlySpan<float> row)
    {
        int inner = y - frame.Top;
        if (inner < 0 || inner >= frame.InnerHeight) return;

        row = row.Slice(frame.Left, frame.InnerWidth);
        if (map is null)
        {
            AddNorms(row);
            return;
        }

        Span<float> target = map.AsSpan(inner * frame.InnerWidth, frame.InnerWidth);
        if (keepsLarger) KeepLarger(row, target);
        else row.CopyTo(target);
        AddNorms(target);
    }

    private static void KeepLarger(ReadOnlySpan<float> row, Span<float> target)
    {
        for (int x = 0; x < target.Length; x++) target[x] = MathF.Max(target[x], row[x]);
    }

    private void AddNorms(ReadOnlySpan<float> row)
    {
        (double cubes, double sixths, double twelfths, float max) = (0, 0, 0, Max);
        foreach (float distance in row)
        {
            double cube = (double)distance * distance * distance;
            double sixth = cube * cube;
            cubes += cube;
            sixths += sixth;
            twelfths += sixth * sixth;
            if (distance > max) max = distance;
        }

        (_cubes, _sixths, _twelfths, Max) = (_cubes + cubes, _sixths + sixths, _twelfths + twelfths, max);
    }
}
