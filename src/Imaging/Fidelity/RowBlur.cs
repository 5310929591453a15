using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity;

/// <summary>The metric's blur along a row. What lies outside the picture counts as zero.</summary>
/// <remarks>
/// Each output depends on the two before it, so the lanes of a vector are not neighbours that could be computed apart:
/// four steps are taken at once, as sums over their four inputs and the two outputs before them. The factors are those
/// of the recursion run on by hand, U₀ = 1, U₁ = f, Uₙ = f·Uₙ₋₁ − Uₙ₋₂ for the feedback f (Chebyshev polynomials).
/// For why it is done just so, see <see cref="ColumnBlur"/>.
/// </remarks>
internal static class RowBlur
{
    private const int StepsAtOnce = 4;

    /// <summary>Up to here, and near the end, the reference takes single steps.</summary>
    private const int FirstQuad = 8;

    private const int Ahead = TruncatedCosines.Ahead;

    private static readonly Cosine First = new(0), Third = new(1), Fifth = new(2);

    /// <summary>Blurs the first <paramref name="width"/> pixels of a row given with its margins.</summary>
    public static void Blur(ReadOnlySpan<float> row, int width, Span<float> blurred)
    {
        ReadOnlySpan<float> behind = row[(RowBlock.Margin - TruncatedCosines.Behind)..];
        ReadOnlySpan<float> ahead = row[(RowBlock.Margin + Ahead)..];
        Memory first = default, third = default, fifth = default;

        // Before the first pixel there is already something to see ahead of it.
        for (int x = -Ahead; x < 0; x++)
        {
            Vector128<float> sum = Vector128.Create(row[RowBlock.Margin + Ahead + x]);
            First.Step(sum, ref first);
            Third.Step(sum, ref third);
            Fifth.Step(sum, ref fifth);
        }

        int quadsEnd = Math.Max(FirstQuad, width - Ahead - (StepsAtOnce - 1));
        int next = SingleSteps(0, Math.Min(FirstQuad, width), behind, ahead, ref first, ref third, ref fifth, blurred);
        for (; next < quadsEnd; next += StepsAtOnce)
        {
            Vector128<float> sum = Vector128.Create(behind[next..]) + Vector128.Create(ahead[next..]);
            Vector128<float> input0 = Vector128.Shuffle(sum, Vector128.Create(0, 0, 0, 0));
            Vector128<float> input1 = Vector128.Shuffle(sum, Vector128.Create(1, 1, 1, 1));
            Vector128<float> input2 = Vector128.Shuffle(sum, Vector128.Create(2, 2, 2, 2));
            Vector128<float> input3 = Vector128.Shuffle(sum, Vector128.Create(3, 3, 3, 3));
            Vector128<float> output1 = First.FourSteps(input0, input1, input2, input3, ref first);
            Vector128<float> output3 = Third.FourSteps(input0, input1, input2, input3, ref third);
            Vector128<float> output5 = Fifth.FourSteps(input0, input1, input2, input3, ref fifth);
            (output1 + (output3 + output5)).CopyTo(blurred[next..]);
        }

        SingleSteps(next, width, behind, ahead, ref first, ref third, ref fifth, blurred);
    }

    private static int SingleSteps(
        int from, int end, ReadOnlySpan<float> behind, ReadOnlySpan<float> ahead,
        ref Memory first, ref Memory third, ref Memory fifth, Span<float> blurred)
    {
        for (int x = from; x < end; x++)
        {
            Vector128<float> sum = Vector128.Create(behind[x] + ahead[x]);
            Vector128<float> output1 = First.Step(sum, ref first);
            Vector128<float> output3 = Third.Step(sum, ref third);
            Vector128<float> output5 = Fifth.Step(sum, ref fifth);
            blurred[x] = (output1 + (output3 + output5)).ToScalar();
        }

        return Math.Max(from, end);
    }

    /// <summary>The last output and the one before it, each in all lanes.</summary>
    private struct Memory
    {
        public Vector128<float> Last;
        public Vector128<float> Older;
    }

    /// <summary>The factors of one cosine, a lane for each of four outputs.</summary>
    private sealed class Cosine
    {
        private readonly Vector128<float> _fromInput0, _fromInput1, _fromInput2, _fromInput3, _fromLast, _fromOlder;

        public Cosine(int index)
        {
            double f = TruncatedCosines.Feedback[index];
            double gain = TruncatedCosines.Gain[index];
            double[] u = [1, f, (f * f) - 1, (f * f * f) - (2 * f), (f * f * f * f) - (3 * f * f) + 1];
            float i0 = (float)gain, i1 = (float)(gain * u[1]), i2 = (float)(gain * u[2]), i3 = (float)(gain * u[3]);
            _fromInput0 = Vector128.Create(i0, i1, i2, i3);
            _fromInput1 = Vector128.Create(0, i0, i1, i2);
            _fromInput2 = Vector128.Create(0, 0, i0, i1);
            _fromInput3 = Vector128.Create(0, 0, 0, i0);
            _fromLast = Vector128.Create((float)u[1], (float)u[2], (float)u[3], (float)u[4]);
            _fromOlder = Vector128.Create(-(float)u[0], -(float)u[1], -(float)u[2], -(float)u[3]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector128<float> FourSteps(
            Vector128<float> input0, Vector128<float> input1, Vector128<float> input2, Vector128<float> input3, ref Memory memory)
        {
            Vector128<float> outputs = _fromInput0 * input0;
            outputs = Vector128.FusedMultiplyAdd(_fromInput1, input1, outputs);
            outputs = Vector128.FusedMultiplyAdd(_fromInput2, input2, outputs);
            outputs = Vector128.FusedMultiplyAdd(_fromInput3, input3, outputs);
            outputs = Vector128.FusedMultiplyAdd(_fromOlder, memory.Older, outputs);
            outputs = Vector128.FusedMultiplyAdd(_fromLast, memory.Last, outputs);
            memory.Older = Vector128.Shuffle(outputs, Vector128.Create(2, 2, 2, 2));
            memory.Last = Vector128.Shuffle(outputs, Vector128.Create(3, 3, 3, 3));
            return outputs;
        }

        /// <summary>One step, of which the first lane is right, and all lanes of what is remembered.</summary>
        public Vector128<float> Step(Vector128<float> input, ref Memory memory)
        {
            Vector128<float> outputs = _fromInput0 * input;
            outputs = Vector128.FusedMultiplyAdd(_fromOlder, memory.Older, outputs);
            outputs = Vector128.FusedMultiplyAdd(_fromLast, memory.Last, outputs);
            memory.Older = memory.Last;
            memory.Last = Vector128.Create(outputs.ToScalar());
            return outputs;
        }
    }
}
