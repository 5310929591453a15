using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>
/// The presets by scale, since the best parameters for a score of 86 differ from those for 73. Both were found by a numeric search
/// on half of the measured pictures (docs/engine.md).
/// </summary>
/// <param name="Fine">The preset at a scale of 2 and below.</param>
/// <param name="Coarse">The preset at a scale of 6 and above.</param>
/// <param name="Masking">The masking of distortion in busy blocks.</param>
internal sealed record QuantizerPresets(QuantizerPreset Fine, QuantizerPreset Coarse, MaskingOptions Masking)
{
    private const float FineLogarithm = 1;
    private const float CoarseLogarithm = 2.6f;

    // The scales at which tables are compared, as powers of two.
    private const float MinLogarithm = -2.35f, MaxLogarithm = 5.35f, LogarithmStep = 0.02f;

    public static QuantizerPresets Default { get; } = new(
        new QuantizerPreset(
            new TableShape(1.56f, 2.016f, 4.268f, 3.936f, 7, 6.8f, 12.58f),
            new TableShape(1.393f, 2.21f, 5.616f, 9.36f, 10.2f, 11.38f, 12),
            new TableShape(2.27f, 2.912f, 3.61f, 4.394f, 5.71f, 7, 12.7f),
            0.0321f,
            0.1167f,
            new ErrorWeights(Tilt: 0.25f, OfZeros: 0.8f)),
        new QuantizerPreset(
            new TableShape(1.56f, 2.016f, 3.557f, 3.28f, 5.83f, 8.16f, 10.48f),
            new TableShape(1.672f, 2.65f, 6.739f, 7.8f, 8.5f, 9.49f, 12),
            new TableShape(2.27f, 2.912f, 3.61f, 3.662f, 4.76f, 5.83f, 12.7f),
            0.0386f,
            0.1167f,
            new ErrorWeights(Tilt: 0.25f, OfZeros: 0.8f)),
        new MaskingOptions(Threshold: 83.3f, Strength: 0.383f, NeighborWeight: 0.086f, NeighborCap: 2.69f));

    /// <summary>The preset for a scale, interpolated.</summary>
    public QuantizerPreset At(float scale) =>
        QuantizerPreset.Mix(Fine, Coarse, Math.Clamp((PortableMath.Log2(scale) - FineLogarithm) / (CoarseLogarithm - FineLogarithm), 0, 1));

    /// <summary>
    /// The largest scale at which no luminance step exceeds those of a table; for a table made with these presets, its scale.
    /// </summary>
    /// <param name="steps">The table, in zigzag order.</param>
    public float ScaleWithin(ReadOnlySpan<float> steps)
    {
        float within = 0;
        for (float logarithm = MinLogarithm; logarithm < MaxLogarithm; logarithm += LogarithmStep)
        {
            float scale = PortableMath.Exp2(logarithm);
            ushort[] table = At(scale).Luma.Steps(scale);
            for (int k = 0; k < table.Length; k++)
            {
                if (table[k] > steps[k]) return within;
            }

            within = scale;
        }

        return within;
    }
}
