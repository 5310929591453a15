using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity.Masking;

/// <summary>The spectrum of an 8 × 8 block of luma, and how much error it masks.</summary>
internal ref struct LumaBlock
{
    private const int Side = 8, Quarter = 4;

    // The energy of a block and the sum of the energies of its quarters are divided by one less than the number of values.
    private const float OfQuarters = 16f / 15f, OfWhole = 64f / 63f;

    private static readonly float[] Cosines =
    [
        .. from frequency in Enumerable.Range(0, Side)
           from position in Enumerable.Range(0, Side)
           let scale = frequency == 0 ? Math.Sqrt(1.0 / Side) : Math.Sqrt(2.0 / Side)
           select (float)(scale * Math.Cos(((2 * position) + 1) * frequency * Math.PI / (2 * Side))),
    ];

    // For each position the cosines of all frequencies.
    private static readonly Vector256<float>[] CosinesAt = [.. Enumerable.Range(0, Side).Select(position =>
        Vector256.Create(Enumerable.Range(0, Side).Select(frequency => Cosines[(frequency * Side) + position]).ToArray()))];

    private BlockRows _spectrum;

    /// <summary>Transforms a block (T.81, A.3.3, orthonormal).</summary>
    /// <param name="luma">The samples from the block's first one on.</param>
    /// <param name="stride">The distance between rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public LumaBlock(ReadOnlySpan<float> luma, int stride)
    {
        BlockRows samples = default;
        for (int y = 0; y < Side; y++) samples[y] = Vector256.Create(luma[(y * stride)..]);

        for (int frequency = 0; frequency < Side; frequency++)
        {
            Vector256<float> column = default;
            for (int y = 0; y < Side; y++) column += Cosines[(frequency * Side) + y] * samples[y];

            Vector256<float> sum = default;
            for (int x = 0; x < Side; x++) sum += column[x] * CosinesAt[x];
            _spectrum[frequency] = sum;
        }

        Masking = MaskingOf(samples, mean: _spectrum[0][0] / Side);
    }

    /// <summary>The masking of the block: the energy of its spectrum, reduced where all of it is in one edge.</summary>
    public readonly float Masking { get; }

    /// <summary>The squared errors of all 64 frequencies that are not masked, weighted by sensitivity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float VisibleError(in LumaBlock reference, in LumaBlock distorted)
    {
        Vector256<float> masking = Vector256.Create(MathF.Max(reference.Masking, distorted.Masking)), sum = default;
        for (int row = 0; row < Side; row++)
        {
            Vector256<float> error = Vector256.Abs(reference._spectrum[row] - distorted._spectrum[row]);
            Vector256<float> visible = Vector256.MaxNative(error - (masking * SensitivityTables.Hidden[row]), default);
            visible *= SensitivityTables.Sensitivity[row];
            sum += visible * visible;
        }

        return Vector256.Sum(sum);
    }

    private readonly float MaskingOf(in BlockRows samples, float mean)
    {
        Vector256<float> energy = default;
        for (int row = 0; row < Side; row++) energy += SensitivityTables.Masking[row] * _spectrum[row] * _spectrum[row];

        float quarters = 0, whole = 0, total = 0;
        for (int top = 0; top < Side; top += Quarter)
        {
            Vector256<float> sum = default, squares = default;
            for (int y = top; y < top + Quarter; y++)
            {
                // Less the mean, so that squares of smooth blocks do not lose their digits.
                Vector256<float> value = samples[y] - Vector256.Create(mean);
                sum += value;
                squares += value * value;
            }

            (float left, float right) = (Vector128.Sum(sum.GetLower()), Vector128.Sum(sum.GetUpper()));
            float all = Vector256.Sum(squares);
            quarters += all - (((left * left) + (right * right)) / (Quarter * Quarter));
            whole += all;
            total += left + right;
        }

        whole -= total * total / (Side * Side);
        float spread = whole > 0 ? quarters * OfQuarters / (whole * OfWhole) : 0;
        return MathF.Sqrt(Vector256.Sum(energy) * MathF.Max(0, spread)) / 32;
    }

    [InlineArray(Side)]
    private struct BlockRows
    {
        private Vector256<float> _first;
    }
}
