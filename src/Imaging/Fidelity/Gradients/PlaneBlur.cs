using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Fidelity.Blur;

namespace JpegReducer.Imaging.Fidelity.Gradients;

/// <summary>
/// The metric's blur as a finite kernel, equivalent to its recursion (<see cref="TruncatedCosines"/>). The kernel is symmetric,
/// and values outside a picture are zero: it is its own adjoint, as needed for the gradient.
/// </summary>
internal static class PlaneBlur
{
    private static readonly float[] Kernel = ImpulseResponse();

    /// <summary>Blurs a plane.</summary>
    /// <param name="source">The plane, zero outside.</param>
    /// <param name="along">A work plane of the same size.</param>
    /// <param name="result">Receives the blurred plane; values between its rows are undefined.</param>
    public static void Blur(FloatPlane source, FloatPlane along, FloatPlane result)
    {
        Convolve(source, 1, along.All);
        Convolve(along, source.Stride, result.All);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Convolve(FloatPlane source, int step, Span<float> result)
    {
        ReadOnlySpan<float> center = source.Shifted(0);
        ReadOnlySpan<float> before1 = source.Shifted(-step), after1 = source.Shifted(step);
        ReadOnlySpan<float> before2 = source.Shifted(-2 * step), after2 = source.Shifted(2 * step);
        ReadOnlySpan<float> before3 = source.Shifted(-3 * step), after3 = source.Shifted(3 * step);
        ReadOnlySpan<float> before4 = source.Shifted(-4 * step), after4 = source.Shifted(4 * step);
        Vector256<float> k0 = Vector256.Create(Kernel[0]);
        Vector256<float> k1 = Vector256.Create(Kernel[1]);
        Vector256<float> k2 = Vector256.Create(Kernel[2]);
        Vector256<float> k3 = Vector256.Create(Kernel[3]);
        Vector256<float> k4 = Vector256.Create(Kernel[4]);
        for (int i = 0; i < result.Length; i += Vector256<float>.Count)
        {
            Vector256<float> sum = k0 * Vector256.Create(center[i..]);
            sum += k1 * (Vector256.Create(before1[i..]) + Vector256.Create(after1[i..]));
            sum += k2 * (Vector256.Create(before2[i..]) + Vector256.Create(after2[i..]));
            sum += k3 * (Vector256.Create(before3[i..]) + Vector256.Create(after3[i..]));
            sum += k4 * (Vector256.Create(before4[i..]) + Vector256.Create(after4[i..]));
            sum.CopyTo(result[i..]);
        }
    }

    // The response of the recursion to an impulse, from its center on.
    private static float[] ImpulseResponse()
    {
        double[] response = new double[(2 * FloatPlane.Margin) + 1];
        for (int cosine = 0; cosine < TruncatedCosines.Count; cosine++)
        {
            double last = 0;
            double older = 0;
            for (int n = 0; n < response.Length; n++)
            {
                double output = (n == 0 ? TruncatedCosines.Gain[cosine] : 0) + (TruncatedCosines.Feedback[cosine] * last) - older;
                response[n] += output;
                (older, last) = (last, output);
            }
        }

        return [.. response[FloatPlane.Margin..].Select(value => (float)value)];
    }
}
