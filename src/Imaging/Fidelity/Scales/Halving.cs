using System.Runtime.CompilerServices;
using JpegReducer.Imaging.Fidelity.Lanes;

namespace JpegReducer.Imaging.Fidelity.Scales;

/// <summary>Averages two rows to one of half the size: each pixel is the mean of four.</summary>
internal static class Halving
{
    /// <summary>
    /// Averages <paramref name="width"/> columns of two rows. At an odd width the last column counts twice: both rows
    /// are modified past their end for that.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Average<TLanes>(Span<float> upper, Span<float> lower, int width, Span<float> half)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        if (width % 2 == 1)
        {
            upper[width] = upper[width - 1];
            lower[width] = lower[width - 1];
        }

        TLanes quarter = TLanes.Fill(0.25f);
        int pairs = (width + 1) / 2;
        for (int i = 0; i < pairs; i += TLanes.Count)
        {
            TLanes upperFirst = TLanes.Load(upper, 2 * i);
            TLanes upperSecond = TLanes.Load(upper, (2 * i) + TLanes.Count);
            TLanes lowerFirst = TLanes.Load(lower, 2 * i);
            TLanes lowerSecond = TLanes.Load(lower, (2 * i) + TLanes.Count);
            TLanes sum = TLanes.Evens(upperFirst, upperSecond) + TLanes.Odds(upperFirst, upperSecond);
            sum += TLanes.Evens(lowerFirst, lowerSecond);
            sum += TLanes.Odds(lowerFirst, lowerSecond);
            (quarter * sum).Store(half, i);
        }
    }
}
