using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Fidelity.Butteraugli.Rows;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

/// <summary>Rows of linear light, and the same rows as an eye perceives them that is adapted to the light around each pixel.</summary>
internal sealed class LightAdaptation : IDisposable
{
    /// <summary>The number of rows below its own that an output depends on.</summary>
    public const int Reach = 2;

    private const int Colors = 3, Octet = 8, Taps = (2 * Reach) + 1;

    private static readonly GaussianKernel Kernel = new(1.2);

    private readonly int _width;
    private readonly int _height;
    private readonly RowRing _light;
    private readonly RowRing _blurredRows;
    private readonly RowRing _blurred;

    public LightAdaptation(int width, int height)
    {
        (_width, _height) = (width, height);
        _light = new RowRing(Colors, Reach + 2, width);
        _blurredRows = new RowRing(Colors, Taps, width);
        _blurred = new RowRing(Colors, capacity: 1, width);
    }

    /// <summary>A padded row of linear light, 0 to 1; one of the last four. Its end may be overwritten right of the picture.</summary>
    public Span<float> Light(int color, int y) => _light.Row(color, y);

    /// <summary>Adds the row that has been written to <see cref="Light"/>.</summary>
    public void Add(int y)
    {
        for (int color = 0; color < Colors; color++)
        {
            // Edges are mirrored, unlike those of the other blurs.
            Span<float> row = _light.WithMargins(color, y)[(RowRing.Margin - Reach)..];
            Span<float> right = row[_width..];
            (row[0], row[1]) = (row[3], row[2]);
            (right[2], right[3]) = (right[1], right[0]);
            BlurRow(row, _blurredRows.Row(color, y));
        }
    }

    /// <summary>Computes a row of the opponent colors after the two rows below it were added. Zero right of the picture.</summary>
    public void Compute(int y, Span<float> opponentX, Span<float> opponentY, Span<float> opponentB)
    {
        Span<int> starts = stackalloc int[Taps];
        for (int color = 0; color < Colors; color++)
        {
            for (int i = 0; i < Taps; i++) starts[i] = _blurredRows.StartOf(color, Mirror(y + i - Reach));
            AddRows(_blurredRows.All, starts, _blurred.Row(color, 0));
        }

        OpponentColors.Convert(
            _light.Row(0, y), _light.Row(1, y), _light.Row(2, y),
            _blurred.Row(0, 0), _blurred.Row(1, 0), _blurred.Row(2, 0),
            opponentX, opponentY, opponentB);
        opponentX[_width..].Clear();
        opponentY[_width..].Clear();
        opponentB[_width..].Clear();
    }

    public void Dispose()
    {
        _light.Dispose();
        _blurredRows.Dispose();
        _blurred.Dispose();
    }

    private int Mirror(int y) => y < 0 ? -1 - y : y >= _height ? (2 * _height) - 1 - y : y;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BlurRow(ReadOnlySpan<float> row, Span<float> blurred)
    {
        (float far, float near, float centre) = (Kernel.Weights[0], Kernel.Weights[1], Kernel.Weights[2]);
        for (int x = 0; x < blurred.Length; x += Octet)
        {
            ReadOnlySpan<float> values = row.Slice(x, Octet + (2 * Reach));
            Vector256<float> sum = centre * Vector256.Create(values[2..]);
            sum += near * (Vector256.Create(values[1..]) + Vector256.Create(values[3..]));
            sum += far * (Vector256.Create(values) + Vector256.Create(values[4..]));
            sum.CopyTo(blurred[x..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows(ReadOnlySpan<float> all, ReadOnlySpan<int> starts, Span<float> blurred)
    {
        (float far, float near, float centre) = (Kernel.Weights[0], Kernel.Weights[1], Kernel.Weights[2]);
        ReadOnlySpan<float> row0 = all[starts[0]..], row1 = all[starts[1]..], row2 = all[starts[2]..];
        ReadOnlySpan<float> row3 = all[starts[3]..], row4 = all[starts[4]..];
        for (int x = 0; x < blurred.Length; x += Octet)
        {
            Vector256<float> sum = centre * Vector256.Create(row2[x..]);
            sum += near * (Vector256.Create(row1[x..]) + Vector256.Create(row3[x..]));
            sum += far * (Vector256.Create(row0[x..]) + Vector256.Create(row4[x..]));
            sum.CopyTo(blurred[x..]);
        }
    }
}
