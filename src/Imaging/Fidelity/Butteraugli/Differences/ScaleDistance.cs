using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Fidelity.Butteraugli.Bands;
using JpegReducer.Imaging.Fidelity.Butteraugli.Rows;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Differences;

/// <summary>Computes the distances of the pixels of two pictures at one scale from their bands, row by row from the top.</summary>
internal sealed class ScaleDistance : IDisposable
{
    /// <summary>The number of steps from the one that adds a row of bands to the one that completes its distances.</summary>
    public const int Delay = LineFilters.Reach;

    private const int Octet = 8;

    // Weights of squared differences. That of high bands includes a common factor of 0.8.
    private const float HighX = 0.8f * 400, HighY = 0.8f * 1.50815703118f;
    private const float MediumX = 2150, MediumY = 10.6195433239f, MediumB = 16.2176043152f;
    private const float LowX = 29.2353797994f, LowY = 0.844626970982f, LowB = 0.703646627719f;
    private const float Contrast = 10;

    private readonly int _height;
    private readonly RowRing _differences;
    private readonly RowRing _low;
    private readonly RowRing _detail;
    private readonly RowRing _masking;

    public ScaleDistance(int width, int height)
    {
        _height = height;
        _differences = new RowRing(LineWeight.All.Length, LineFilters.Rows, width);
        _low = new RowRing(planes: 1, Delay + 1, width);
        _detail = new RowRing(planes: 1, Delay + 1, width);
        _masking = new RowRing(planes: 1, Delay + 1, width);
    }

    /// <summary>The padded length of a row.</summary>
    public int Length => _low.Length;

    /// <summary>Adds a row of bands, if there is one with this number.</summary>
    public void Add(int y, IBandRows reference, IBandRows distorted)
    {
        if (y < 0 || y >= _height) return;

        for (int i = 0; i < LineWeight.All.Length; i++)
        {
            LineWeight weight = LineWeight.All[i];
            BandDifferences.Weigh(reference.Row(y, weight.Band), distorted.Row(y, weight.Band), weight, _differences.Row(i, y));
        }

        Span<float> low = _low.Row(0, y), detail = _detail.Row(0, y);
        low.Clear();
        detail.Clear();
        AddSquares(Band.LowX, LowX, low);
        AddSquares(Band.LowY, LowY, low);
        AddSquares(Band.LowB, LowB, low);
        AddSquares(Band.MediumX, MediumX, detail);
        AddSquares(Band.MediumY, MediumY, detail);
        AddSquares(Band.MediumB, MediumB, detail);
        AddSquares(Band.Contrast, Contrast, detail);
        BandDifferences.AddAsymmetricSquares(reference.Row(y, Band.HighX), distorted.Row(y, Band.HighX), HighX, detail);
        BandDifferences.AddAsymmetricSquares(reference.Row(y, Band.HighY), distorted.Row(y, Band.HighY), HighY, detail);
        reference.Row(y, Band.Masking).CopyTo(_masking.Row(0, y));

        void AddSquares(Band band, float weight, Span<float> sums) =>
            BandDifferences.AddSquares(reference.Row(y, band), distorted.Row(y, band), weight, sums);
    }

    /// <summary>Computes the distances of a row after the rows of bands within <see cref="Delay"/> below it were added.</summary>
    public void Compute(int y, Span<float> distances)
    {
        Span<int> starts = stackalloc int[LineFilters.Rows];
        Span<float> detail = _detail.Row(0, y);
        for (int i = 0; i < LineWeight.All.Length; i++)
        {
            for (int row = 0; row < starts.Length; row++)
            {
                int near = y + row - LineFilters.Reach;
                starts[row] = near >= 0 && near < _height ? _differences.StartOf(i, near) : _differences.StartOfZeros;
            }

            if (LineWeight.All[i].Dense) LineFilters.AddDense(_differences.All, starts, detail);
            else LineFilters.AddSparse(_differences.All, starts, detail);
        }

        Combine(_low.Row(0, y), detail, _masking.Row(0, y), distances);
    }

    public void Dispose()
    {
        _differences.Dispose();
        _low.Dispose();
        _detail.Dispose();
        _masking.Dispose();
    }

    /// <summary>The root of the sums, divided by what the contrast around each pixel hides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine(ReadOnlySpan<float> low, ReadOnlySpan<float> detail, ReadOnlySpan<float> masking, Span<float> distances)
    {
        for (int x = 0; x < distances.Length; x += Octet)
        {
            Vector256<float> contrast = Vector256.Create(masking[x..]);
            Vector256<float> forLow = Visibility(contrast, 3.87449418804f, 0.20025578522f, 0.505054525019f);
            Vector256<float> forDetail = Visibility(contrast, 0.451936922203f, 0.829591754942f, 2.5485944793f);
            Vector256<float> sum = Vector256.FusedMultiplyAdd(
                forLow * forLow, Vector256.Create(low[x..]), forDetail * forDetail * Vector256.Create(detail[x..]));
            Vector256.Sqrt(sum).CopyTo(distances[x..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Visibility(Vector256<float> contrast, float slope, float offset, float scale)
    {
        // 1.0 is the distance that is just noticeable at 80 candela per square metre.
        const float Global = 1 / (17.83f * 0.79079917404f);
        Vector256<float> divisor = Vector256.FusedMultiplyAdd(contrast, Vector256.Create(slope), Vector256.Create(offset));
        return ((Vector256.Create(scale) / divisor) + Vector256<float>.One) * Global;
    }
}
