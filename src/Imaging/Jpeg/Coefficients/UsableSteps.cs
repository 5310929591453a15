
namespace JpegReducer.Imaging.Jpeg.Coefficients;

/// <summary>Quantization steps that can be written: from 1 to 65,535.</summary>
internal static class UsableSteps
{
    /// <summary>
    /// Steps that give the same pixels. A step of zero becomes one, and the coefficients that it multiplied become zero; a component
    /// that no scan has coded has no steps and no coefficients.
    /// </summary>
    public static ushort[] Of(ushort[]? steps, CoefficientPlane plane)
    {
        if (steps is null)
        {
            ushort[] ones = new ushort[CoefficientPlane.BlockLength];
            ones.AsSpan().Fill(1);
            return ones;
        }

        if (!steps.Contains((ushort)0)) return steps;

        for (int row = 0; row < plane.BlocksDown; row++)
        {
            for (Span<short> blocks = plane.Row(row); !blocks.IsEmpty; blocks = blocks[CoefficientPlane.BlockLength..])
            {
                for (int k = 0; k < steps.Length; k++)
                {
                    if (steps[k] == 0) blocks[k] = 0;
                }
            }
        }

        return Array.ConvertAll(steps, step => Math.Max(step, (ushort)1));
    }
}
