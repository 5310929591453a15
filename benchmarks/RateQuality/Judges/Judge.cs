namespace JpegReducer.Benchmarks.RateQuality.Judges;

/// <summary>A number for how similar a result looks to its source.</summary>
/// <param name="Name">Its name in results.</param>
/// <param name="Unit">What it counts, for the axis of a plot.</param>
/// <param name="HigherIsBetter">Whether a larger number means a better picture; a smaller one if not.</param>
internal sealed record Judge(string Name, string Unit, bool HigherIsBetter)
{
    /// <summary>The judge by which the qualities of comparison are chosen.</summary>
    public static Judge Ssimulacra2 { get; } = new("SSIMULACRA2", "score", HigherIsBetter: true);

    public static Judge Butteraugli3Norm { get; } = new("butteraugli 3-norm", "distance", HigherIsBetter: false);

    public static Judge ButteraugliMax { get; } = new("butteraugli max norm", "distance", HigherIsBetter: false);

    public static Judge PsnrHvsM { get; } = new("PSNR-HVS-M", "dB", HigherIsBetter: true);

    public static Judge PsnrY { get; } = new("PSNR-Y", "dB", HigherIsBetter: true);
}
