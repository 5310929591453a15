using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Imaging.Jpeg.Estimation;

/// <summary>Accumulates the distortion of a component block by block.</summary>
/// <param name="sourceSteps">The source's quantization steps in zigzag order.</param>
/// <param name="steps">The new quantization steps.</param>
/// <param name="threshold">The variance below which a block masks nothing.</param>
internal sealed class DistortionAccumulator(float[] sourceSteps, ushort[] steps, float threshold)
{
    private const int LowEnd = 2;
    private const int MiddleEnd = 5;

    private static readonly float[] LowBand = Band(1, LowEnd);
    private static readonly float[] MiddleBand = Band(LowEnd + 1, MiddleEnd);

    private readonly float[] _steps = Array.ConvertAll(steps, step => (float)step);
    private double _dc;
    private double _low;
    private double _middle;
    private double _squares;
    private int _blocks;

    /// <summary>The mean over all blocks so far.</summary>
    public Distortion Mean
    {
        get
        {
            double blocks = Math.Max(_blocks, 1);
            return new Distortion(_dc / blocks, _low / blocks, _middle / blocks, Math.Sqrt(_squares / blocks));
        }
    }

    /// <summary>Adds a block.</summary>
    /// <param name="source">Its coefficients in the source.</param>
    /// <param name="levels">Its new levels.</param>
    /// <param name="variance">The variance of its samples in the source.</param>
    public void Add(ReadOnlySpan<short> source, ReadOnlySpan<short> levels, float variance)
    {
        Vector256<float> all = Vector256<float>.Zero;
        Vector256<float> low = Vector256<float>.Zero;
        Vector256<float> middle = Vector256<float>.Zero;
        for (int k = 0; k < CoefficientPlane.BlockLength; k += Vector256<float>.Count)
        {
            Vector256<float> error =
                (Load(source, k) * Vector256.Create(sourceSteps.AsSpan(k))) - (Load(levels, k) * Vector256.Create(_steps.AsSpan(k)));
            Vector256<float> square = error * error;
            all += square;
            low += square * Vector256.Create(LowBand.AsSpan(k));
            middle += square * Vector256.Create(MiddleBand.AsSpan(k));
        }

        // The transform preserves the sum of squares (T.81, A.3.3).
        float share = 1 / (CoefficientPlane.BlockLength * (threshold + variance));
        float dcError = (source[0] * sourceSteps[0]) - (levels[0] * _steps[0]);
        float total = share * Vector256.Sum(all);
        _dc += share * dcError * dcError;
        _low += share * Vector256.Sum(low);
        _middle += share * Vector256.Sum(middle);
        _squares += (double)total * total;
        _blocks++;
    }

    /// <summary>Whether a position in zigzag order belongs to <see cref="Distortion.Low"/>.</summary>
    public static bool IsLow(int k) => FrequencySum(k) is >= 1 and <= LowEnd;

    private static Vector256<float> Load(ReadOnlySpan<short> values, int start) =>
        Vector256.ConvertToSingle(Vector256.WidenLower(Vector128.Create(values[start..]).ToVector256()));

    private static float[] Band(int first, int last) =>
        [.. Enumerable.Range(0, CoefficientPlane.BlockLength).Select(k => FrequencySum(k) >= first && FrequencySum(k) <= last ? 1f : 0)];

    private static int FrequencySum(int k) => (ZigZag.ToNatural[k] & 7) + (ZigZag.ToNatural[k] >> 3);
}
