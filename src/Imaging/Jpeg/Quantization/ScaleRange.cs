using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>The range of scales that searches consider.</summary>
internal static class ScaleRange
{
    private const float Finest = 0.2f;
    private const float Coarsest = 40;

    /// <summary>Clamps the binary logarithm of a scale to the range.</summary>
    public static float ClampLog2(float logarithm) => Math.Clamp(logarithm, PortableMath.Log2(Finest), PortableMath.Log2(Coarsest));
}
