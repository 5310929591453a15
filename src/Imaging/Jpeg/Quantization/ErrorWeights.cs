using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>
/// What a squared error of an AC coefficient counts when levels are chosen, besides the step and the block that it is in. With 0 and 1 all
/// errors count alike.
/// </summary>
/// <param name="Tilt">The exponent by which the weight grows with the distance from DC.</param>
/// <param name="OfZeros">The weight of errors of coefficients that become zero.</param>
internal readonly record struct ErrorWeights(float Tilt, float OfZeros)
{
    /// <summary>The distance from DC at which the weight is 1.</summary>
    private const float MiddleDistance = 3;

    /// <summary>All errors count alike.</summary>
    public static ErrorWeights Equal => new(0, 1);

    /// <summary>Interpolates between two.</summary>
    public static ErrorWeights Mix(ErrorWeights first, ErrorWeights second, float share) => new(
        first.Tilt + (share * (second.Tilt - first.Tilt)), first.OfZeros + (share * (second.OfZeros - first.OfZeros)));

    /// <summary>The weight at each position in zigzag order.</summary>
    public float[] ByPosition()
    {
        float[] weights = new float[CoefficientPlane.BlockLength];
        weights[0] = 1;
        for (int k = 1; k < weights.Length; k++)
            weights[k] = PortableMath.Exp2(Tilt * PortableMath.Log2(ZigZag.DistanceFromDc(k) / MiddleDistance));
        return weights;
    }
}
