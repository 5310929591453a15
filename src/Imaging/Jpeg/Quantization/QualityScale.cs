using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>What a quality from 1 to 100 means to the quantizer.</summary>
/// <param name="StepScale">The factor on the recipe's tables.</param>
/// <param name="HalvesChroma">Whether chroma goes to 4:2:0, which at high quality costs more than it saves.</param>
internal readonly record struct QualityScale(float StepScale, bool HalvesChroma)
{
    private const int Lossy = 78;
    private const int Glossy = 88;
    private const int FullChroma = 90;

    // Qualities and the scales that give, in the mean over camera photographs, SSIMULACRA2 of that value.
    private static ReadOnlySpan<float> Scales => [24, 14, 9, 5.8f, 4.3f, 3, 2.1f, 1.3f, 0.8f, 0.3f];

    private static ReadOnlySpan<byte> Qualities => [1, 30, 50, 70, 74, 78, 83, 87, 91, 100];

    /// <summary>The scale for a reduction's quality, or for its mode's own.</summary>
    public static QualityScale Of(ReductionOptions options)
    {
        int quality = options.Quality ?? (options.Mode == ReductionMode.Glossy ? Glossy : Lossy);
        int node = 1;
        while (Qualities[node] < quality) node++;
        float share = (float)(quality - Qualities[node - 1]) / (Qualities[node] - Qualities[node - 1]);
        return new QualityScale(Scales[node - 1] + (share * (Scales[node] - Scales[node - 1])), quality < FullChroma);
    }
}
