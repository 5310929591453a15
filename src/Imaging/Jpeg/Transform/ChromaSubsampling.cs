using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Transform;

/// <summary>Takes chroma to half the luma's resolution in both directions, on its coefficients, without a pixel in between.</summary>
internal static class ChromaSubsampling
{
    /// <summary>What one unit of the result's coefficients means: fine enough that this rounding is none.</summary>
    public const float ResultStep = 1f / 16;

    /// <summary>Tells which sides of the chroma planes are longer than those of 4:2:0 have to be.</summary>
    public static (bool Across, bool Down) HalvingOf(FrameHeader frame)
    {
        if (frame.Components is not [var luma, { Horizontal: 1, Vertical: 1 }, { Horizontal: 1, Vertical: 1 }]) return default;
        return (luma.Horizontal == 1 && luma.Vertical <= 2, luma.Vertical == 1 && luma.Horizontal <= 2);
    }

    /// <summary>Halves a component.</summary>
    /// <param name="source">The quantized coefficients.</param>
    /// <param name="steps">Their steps in zigzag order.</param>
    /// <param name="across">Whether to halve the width.</param>
    /// <param name="down">Whether to halve the height.</param>
    /// <param name="result">An empty plane of the new size, for coefficients in units of <see cref="ResultStep"/>.</param>
    /// <returns>How much variance of the samples the halves have lost.</returns>
    public static double Halve(CoefficientPlane source, ushort[] steps, bool across, bool down, CoefficientPlane result)
    {
        int columnStep = across ? 2 : 1;
        int rowStep = down ? 2 : 1;
        double energy = 0;
        double halvedEnergy = 0;
        float[] scratch = new float[5 * CoefficientPlane.BlockLength];
        for (int row = 0; row < result.BlocksDown; row++)
        {
            for (int column = 0; column < result.BlocksAcross; column++)
            {
                Span<float> upper = Take(0);
                Span<float> halved = upper;
                LoadHalvedAcross(row * rowStep, column * columnStep, upper);
                if (down)
                {
                    Span<float> lower = Take(1);
                    halved = Take(2);
                    LoadHalvedAcross((row * rowStep) + 1, column * columnStep, lower);
                    BlockHalving.HalveDown(upper, lower, halved);
                }

                halvedEnergy += Energy(halved);
                Store(halved, result.Block(row, column));
            }
        }

        // Both are means over samples, since the transform keeps the sum of squares (T.81, A.3.3).
        double samples = CoefficientPlane.BlockLength * (double)result.BlocksAcross * result.BlocksDown;
        return Math.Max((energy / (samples * columnStep * rowStep)) - (halvedEnergy / samples), 0);

        Span<float> Take(int index) => scratch.AsSpan(index * CoefficientPlane.BlockLength, CoefficientPlane.BlockLength);

        void LoadHalvedAcross(int row, int column, Span<float> block)
        {
            if (!across)
            {
                Load(row, column, block);
                return;
            }

            Load(row, column, Take(3));
            Load(row, column + 1, Take(4));
            BlockHalving.HalveAcross(Take(3), Take(4), block);
        }

        void Load(int row, int column, Span<float> block)
        {
            // Where the picture ends with a single block its mirror image stands for the second: no edge between them.
            bool mirrorDown = row >= source.BlocksDown;
            bool mirrorAcross = column >= source.BlocksAcross;
            ReadOnlySpan<short> coefficients = source.Block(row - (mirrorDown ? 1 : 0), column - (mirrorAcross ? 1 : 0));
            for (int k = 0; k < coefficients.Length; k++)
            {
                int place = ZigZag.ToNatural[k];
                bool isNegated = (mirrorAcross && (place & 1) != 0) ^ (mirrorDown && (place & 8) != 0);
                block[place] = (isNegated ? -coefficients[k] : coefficients[k]) * steps[k];
            }

            energy += Energy(block);
        }
    }

    private static double Energy(ReadOnlySpan<float> block)
    {
        float sum = 0;
        foreach (float value in block) sum += value * value;
        return sum;
    }

    private static void Store(ReadOnlySpan<float> block, Span<short> coefficients)
    {
        for (int k = 0; k < coefficients.Length; k++)
            coefficients[k] = (short)Math.Clamp(MathF.Round(block[ZigZag.ToNatural[k]] / ResultStep), short.MinValue + 1, short.MaxValue);
    }
}
