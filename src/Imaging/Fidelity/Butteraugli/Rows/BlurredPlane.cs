using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Rows;

/// <summary>A plane blurred by a Gaussian, row by row from the top.</summary>
internal sealed class BlurredPlane : IDisposable
{
    /// <summary>The number of floats computed together, so that several sums are in progress at a time.</summary>
    private const int Together = 4 * Octet;

    private const int Octet = 8;

    private readonly GaussianKernel _kernel;
    private readonly int _height;
    private readonly RowRing _rows;
    private readonly float[] _columnGains;

    public BlurredPlane(GaussianKernel kernel, int width, int height)
    {
        (_kernel, _height) = (kernel, height);
        _rows = new RowRing(planes: 1, (2 * kernel.Radius) + 1, width);
        _columnGains = new float[_rows.Length];
        for (int x = 0; x < width; x++) _columnGains[x] = kernel.Gain(x, width);
    }

    /// <summary>Adds the next row, which has zeros on both sides of the picture.</summary>
    public void Add(int y, ReadOnlySpan<float> rowWithMargins) =>
        BlurRow(rowWithMargins[(RowRing.Margin - _kernel.Radius)..], _kernel.Weights, _columnGains, _rows.Row(0, y));

    /// <summary>Computes a row after those below it, within the kernel's radius, were added. Zero right of the picture.</summary>
    public void Compute(int y, Span<float> blurred)
    {
        int first = Math.Max(0, y - _kernel.Radius);
        int count = Math.Min(_height, y + _kernel.Radius + 1) - first;
        Span<int> starts = stackalloc int[count];
        Span<float> weights = stackalloc float[count];
        float gain = _kernel.Gain(y, _height);
        for (int i = 0; i < count; i++)
        {
            starts[i] = _rows.StartOf(0, first + i);
            weights[i] = _kernel.Weights[first + i - y + _kernel.Radius] * gain;
        }

        AddRows(_rows.All, starts, weights, blurred);
    }

    public void Dispose() => _rows.Dispose();

    /// <summary>The weighted sums of neighbors in a row. The gains are zero right of the picture.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BlurRow(ReadOnlySpan<float> row, ReadOnlySpan<float> weights, ReadOnlySpan<float> gains, Span<float> blurred)
    {
        for (int x = 0; x < blurred.Length; x += Together)
        {
            Vector256<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (int i = 0; i < weights.Length; i++)
            {
                Vector256<float> weight = Vector256.Create(weights[i]);
                ReadOnlySpan<float> values = row.Slice(x + i, Together);
                sum0 = Vector256.FusedMultiplyAdd(weight, Vector256.Create(values), sum0);
                sum1 = Vector256.FusedMultiplyAdd(weight, Vector256.Create(values[Octet..]), sum1);
                sum2 = Vector256.FusedMultiplyAdd(weight, Vector256.Create(values[(2 * Octet)..]), sum2);
                sum3 = Vector256.FusedMultiplyAdd(weight, Vector256.Create(values[(3 * Octet)..]), sum3);
            }

            ReadOnlySpan<float> gain = gains.Slice(x, Together);
            Span<float> target = blurred.Slice(x, Together);
            (sum0 * Vector256.Create(gain)).CopyTo(target);
            (sum1 * Vector256.Create(gain[Octet..])).CopyTo(target[Octet..]);
            (sum2 * Vector256.Create(gain[(2 * Octet)..])).CopyTo(target[(2 * Octet)..]);
            (sum3 * Vector256.Create(gain[(3 * Octet)..])).CopyTo(target[(3 * Octet)..]);
        }
    }

    /// <summary>The weighted sum of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows(ReadOnlySpan<float> all, ReadOnlySpan<int> starts, ReadOnlySpan<float> weights, Span<float> sums)
    {
        weights = weights[..starts.Length];
        for (int x = 0; x < sums.Length; x += Together)
        {
            Vector256<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (int i = 0; i < starts.Length; i++)
            {
                Vector256<float> weight = Vector256.Create(weights[i]);
                ReadOnlySpan<float> values = all.Slice(starts[i] + x, Together);
                sum0 = Vector256.FusedMultiplyAdd(weight, Vector256.Create(values), sum0);
                sum1 = Vector256.FusedMultiplyAdd(weight, Vector256.Create(values[Octet..]), sum1);
                sum2 = Vector256.FusedMultiplyAdd(weight, Vector256.Create(values[(2 * Octet)..]), sum2);
                sum3 = Vector256.FusedMultiplyAdd(weight, Vector256.Create(values[(3 * Octet)..]), sum3);
            }

            Span<float> target = sums.Slice(x, Together);
            sum0.CopyTo(target);
            sum1.CopyTo(target[Octet..]);
            sum2.CopyTo(target[(2 * Octet)..]);
            sum3.CopyTo(target[(3 * Octet)..]);
        }
    }
}
