namespace JpegReducer.Imaging.Reduction;

/// <summary>How far a palette of 256 colours may go from the picture.</summary>
/// <param name="Quantizer">libimagequant's quality, 1 to 100: fewer colours below 100.</param>
/// <param name="LargestError">The root of the mean squared error, in 255ths of a sample, beyond which banding or grain begins to show.</param>
internal readonly record struct PaletteQuality(int Quantizer, double LargestError)
{
    public static PaletteQuality Of(ReductionOptions options) => options switch
    {
        // An explicit quality is the caller's own judgement: the bound opens with it.
        { Quality: { } quality } => new PaletteQuality(quality, 3 + ((100 - quality) / 5.0)),
        { Mode: ReductionMode.Glossy } => new PaletteQuality(97, 3),
        _ => new PaletteQuality(88, 5),
    };
}
