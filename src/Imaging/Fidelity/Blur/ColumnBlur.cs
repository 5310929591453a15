using System.Runtime.CompilerServices;
using JpegReducer.Imaging.Fidelity.Lanes;

namespace JpegReducer.Imaging.Fidelity.Blur;

/// <summary>The metric's blur along columns. Values outside the picture are zero.</summary>
/// <remarks>
/// The kernel is finite: nine weights would be equivalent, and round less. But in flat areas the variances
/// that SSIM compares are smaller than the rounding errors of the recursion, which change the reference's score by
/// up to four points near 100. To agree with it, the same operations are done in the same order and, as in the reference
/// on all processors with support, with fused multiply-add.
/// </remarks>
internal static class ColumnBlur
{
    /// <summary>The number of state rows per blurred plane: the last two outputs of each cosine.</summary>
    public const int StateRows = 2 * TruncatedCosines.Count;

    /// <summary>Computes the next row of the blurred plane.</summary>
    /// <param name="above">The row six rows above.</param>
    /// <param name="below">The row four rows below.</param>
    /// <param name="state">The state rows of the plane, zero before the first row.</param>
    /// <param name="firstState">The index of the first state row.</param>
    /// <param name="step">The index of the row; its parity selects the older state.</param>
    /// <param name="blurred">Receives the row.</param>
    public static void NextRow<TLanes>(
        ReadOnlySpan<float> above, ReadOnlySpan<float> below, RowBlock state, int firstState, int step, Span<float> blurred)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        int older = firstState + ((step & 1) * TruncatedCosines.Count);
        int last = firstState + ((~step & 1) * TruncatedCosines.Count);
        Advance<TLanes>(
            above, below, state[last], state[last + 1], state[last + 2], state[older], state[older + 1], state[older + 2], blurred);
    }

    /// <summary>Equation (35) for all three cosines; each output replaces the older one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Advance<TLanes>(
        ReadOnlySpan<float> above, ReadOnlySpan<float> below,
        ReadOnlySpan<float> last1, ReadOnlySpan<float> last3, ReadOnlySpan<float> last5,
        Span<float> older1, Span<float> older3, Span<float> older5, Span<float> blurred)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        TLanes gain1 = TLanes.Fill((float)TruncatedCosines.Gain[0]);
        TLanes gain3 = TLanes.Fill((float)TruncatedCosines.Gain[1]);
        TLanes gain5 = TLanes.Fill((float)TruncatedCosines.Gain[2]);
        TLanes feedback1 = TLanes.Fill((float)TruncatedCosines.Feedback[0]);
        TLanes feedback3 = TLanes.Fill((float)TruncatedCosines.Feedback[1]);
        TLanes feedback5 = TLanes.Fill((float)TruncatedCosines.Feedback[2]);
        TLanes zero = TLanes.Fill(0f);

        for (int x = 0; x < blurred.Length; x += TLanes.Count)
        {
            TLanes sum = TLanes.Load(above, x) + TLanes.Load(below, x);
            TLanes next1 = TLanes.MultiplyAdd(gain1, sum, TLanes.MultiplyAdd(feedback1, TLanes.Load(last1, x), zero - TLanes.Load(older1, x)));
            TLanes next3 = TLanes.MultiplyAdd(gain3, sum, TLanes.MultiplyAdd(feedback3, TLanes.Load(last3, x), zero - TLanes.Load(older3, x)));
            TLanes next5 = TLanes.MultiplyAdd(gain5, sum, TLanes.MultiplyAdd(feedback5, TLanes.Load(last5, x), zero - TLanes.Load(older5, x)));
            next1.Store(older1, x);
            next3.Store(older3, x);
            next5.Store(older5, x);
            (next1 + (next3 + next5)).Store(blurred, x);
        }
    }
}
