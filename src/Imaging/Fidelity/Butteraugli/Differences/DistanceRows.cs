using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Differences;

/// <summary>Receives the distances of all pixels row by row, without those of an extension, and computes their norms.</summary>
/// <param name="frame">The size of the pictures.</param>
/// <param name="map">Receives the distances; null to compute the norms only.</param>
/// <param name="keepsLarger">Whether the map contains distances on another background, the larger of which counts.</param>
internal sealed class DistanceRows(PictureFrame frame, float[]? map, bool keepsLarger)
{
    private const int Octet = 8;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddNorms(ReadOnlySpan<float> row)
    {
        Vector256<double> cubes = default, sixths = default, twelfths = default;
        Vector256<float> max = Vector256.Create(Max);
        for (; row.Length >= Octet; row = row[Octet..])
        {
            Vector256<float> distances = Vector256.Create(row);
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(distances);
            Add(lower);
            Add(upper);
            max = Vector256.MaxNative(max, distances);
        }

        // The rest of the row, and zeros.
        Span<float> rest = stackalloc float[Octet];
        rest.Clear();
        row.CopyTo(rest);
        Vector256<float> last = Vector256.Create((ReadOnlySpan<float>)rest);
        (Vector256<double> first, Vector256<double> second) = Vector256.Widen(last);
        Add(first);
        Add(second);
        max = Vector256.MaxNative(max, last);

        _cubes += Vector256.Sum(cubes);
        _sixths += Vector256.Sum(sixths);
        _twelfths += Vector256.Sum(twelfths);
        for (int i = 0; i < Octet; i++) Max = MathF.Max(Max, max[i]);

        void Add(Vector256<double> distances)
        {
            Vector256<double> cube = distances * distances * distances, sixth = cube * cube;
            cubes += cube;
            sixths += sixth;
            twelfths += sixth * sixth;
        }
    }
}
