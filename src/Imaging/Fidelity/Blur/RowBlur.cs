using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Fidelity.Lanes;

namespace JpegReducer.Imaging.Fidelity.Blur;

/// <summary>The metric's blur along rows. Values outside the picture are zero.</summary>
/// <remarks>
/// Each output depends on the two before it, so neighbors are not independent: four steps are computed at a time, as
/// sums of their four inputs and the two preceding outputs, for as many rows as there are quads of lanes. For the reason,
/// see <see cref="ColumnBlur"/>.
/// </remarks>
internal static class RowBlur
{
    /// <summary>Up to here, and near the end, the reference computes single steps.</summary>
    private const int FirstQuad = 8;

    private const int StepsAtOnce = 4;

    /// <summary>Blurs consecutive rows of a block.</summary>
    /// <param name="rows">The block.</param>
    /// <param name="first">The first row.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="width">The number of pixels per row; zeros follow.</param>
    /// <param name="blurred">Receives the blurred rows.</param>
    /// <param name="firstBlurred">The index of the first blurred row.</param>
    /// <param name="blurredStep">The distance between indexes of blurred rows.</param>
    public static void Blur<TLanes>(
        RowBlock rows, int first, int count, int width, RowBlock blurred, int firstBlurred, int blurredStep)
        where TLanes : struct, IQuadLanes<TLanes>
    {
        int done = 0;
        for (; done + TLanes.Rows <= count; done += TLanes.Rows) Together<TLanes>();
        for (; done < count; done++) Together<Vector128Lanes>();

        void Together<TQuads>()
            where TQuads : struct, IQuadLanes<TQuads> =>
            BlurTogether<TQuads>(
                rows.FromMargin(first + done), rows.Stride, width,
                blurred.From(firstBlurred + (done * blurredStep)), blurredStep * blurred.Stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BlurTogether<TLanes>(
        ReadOnlySpan<float> rows, int stride, int width, Span<float> blurred, int blurredStride)
        where TLanes : struct, IQuadLanes<TLanes>
    {
        (Cosine<TLanes> first, Cosine<TLanes> third, Cosine<TLanes> fifth) =
            (Cosine<TLanes>.First, Cosine<TLanes>.Third, Cosine<TLanes>.Fifth);
        ReadOnlySpan<float> behind = rows[(RowBlock.Margin - TruncatedCosines.Behind - TruncatedCosines.Ahead)..];
        ReadOnlySpan<float> ahead = rows[RowBlock.Margin..];
        TLanes last1 = default, last3 = default, last5 = default, older1 = default, older3 = default, older5 = default;
        int quadsEnd = Math.Max(FirstQuad, width - StepsAtOnce - TruncatedCosines.Ahead + 1);
        int firstQuad = Math.Min(FirstQuad, width);

        for (int x = -TruncatedCosines.Ahead; x < width;)
        {
            int position = x + TruncatedCosines.Ahead;
            TLanes sum = TLanes.LoadQuads(behind[position..], stride) + TLanes.LoadQuads(ahead[position..], stride);
            TLanes input0 = TLanes.Spread(sum, 0);
            if (x >= firstQuad && x < quadsEnd)
            {
                TLanes input1 = TLanes.Spread(sum, 1);
                TLanes input2 = TLanes.Spread(sum, 2);
                TLanes input3 = TLanes.Spread(sum, 3);
                TLanes output1 = first.FourSteps(input0, input1, input2, input3, last1, older1);
                TLanes output3 = third.FourSteps(input0, input1, input2, input3, last3, older3);
                TLanes output5 = fifth.FourSteps(input0, input1, input2, input3, last5, older5);
                (output1 + (output3 + output5)).StoreQuads(blurred[x..], blurredStride);
                (older1, last1) = (TLanes.Spread(output1, 2), TLanes.Spread(output1, 3));
                (older3, last3) = (TLanes.Spread(output3, 2), TLanes.Spread(output3, 3));
                (older5, last5) = (TLanes.Spread(output5, 2), TLanes.Spread(output5, 3));
                x += StepsAtOnce;
            }
            else
            {
                // Only the first value of each quad is valid; what is stored after it is overwritten by the next step.
                TLanes output1 = first.OneStep(input0, last1, older1);
                TLanes output3 = third.OneStep(input0, last3, older3);
                TLanes output5 = fifth.OneStep(input0, last5, older5);
                if (x >= 0) (output1 + (output3 + output5)).StoreQuads(blurred[x..], blurredStride);
                (older1, last1) = (last1, TLanes.Spread(output1, 0));
                (older3, last3) = (last3, TLanes.Spread(output3, 0));
                (older5, last5) = (last5, TLanes.Spread(output5, 0));
                x++;
            }
        }
    }

    /// <summary>
    /// The factors of one cosine, for each of four outputs a value in the quad. They are those of the unrolled recursion:
    /// U₀ = 1, U₁ = f, Uₙ = f·Uₙ₋₁ − Uₙ₋₂ for the feedback f (Chebyshev polynomials).
    /// </summary>
    private sealed class Cosine<TLanes>
        where TLanes : struct, IQuadLanes<TLanes>
    {
        public static readonly Cosine<TLanes> First = new(0), Third = new(1), Fifth = new(2);

        private readonly TLanes _fromInput0, _fromInput1, _fromInput2, _fromInput3, _fromLast, _fromOlder;

        private Cosine(int index)
        {
            double f = TruncatedCosines.Feedback[index];
            double gain = TruncatedCosines.Gain[index];
            double[] u = [1, f, (f * f) - 1, (f * f * f) - (2 * f), (f * f * f * f) - (3 * f * f) + 1];
            float i0 = (float)gain, i1 = (float)(gain * u[1]), i2 = (float)(gain * u[2]), i3 = (float)(gain * u[3]);
            _fromInput0 = TLanes.FillQuads(Vector128.Create(i0, i1, i2, i3));
            _fromInput1 = TLanes.FillQuads(Vector128.Create(0, i0, i1, i2));
            _fromInput2 = TLanes.FillQuads(Vector128.Create(0, 0, i0, i1));
            _fromInput3 = TLanes.FillQuads(Vector128.Create(0, 0, 0, i0));
            _fromLast = TLanes.FillQuads(Vector128.Create((float)u[1], (float)u[2], (float)u[3], (float)u[4]));
            _fromOlder = TLanes.FillQuads(-Vector128.Create((float)u[0], (float)u[1], (float)u[2], (float)u[3]));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes FourSteps(TLanes input0, TLanes input1, TLanes input2, TLanes input3, TLanes last, TLanes older)
        {
            TLanes outputs = _fromInput0 * input0;
            outputs = TLanes.MultiplyAdd(_fromInput1, input1, outputs);
            outputs = TLanes.MultiplyAdd(_fromInput2, input2, outputs);
            outputs = TLanes.MultiplyAdd(_fromInput3, input3, outputs);
            outputs = TLanes.MultiplyAdd(_fromOlder, older, outputs);
            return TLanes.MultiplyAdd(_fromLast, last, outputs);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes OneStep(TLanes input, TLanes last, TLanes older) =>
            TLanes.MultiplyAdd(_fromLast, last, TLanes.MultiplyAdd(_fromOlder, older, _fromInput0 * input));
    }
}
