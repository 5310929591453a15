using JpegReducer.Imaging.Fidelity;

namespace JpegReducer.Benchmarks.RateQuality.Judges;

/// <summary>PSNR-HVS-M as this project measures it.</summary>
internal sealed class PsnrHvsMMetric : Metric
{
    public override IReadOnlyList<Judge> Judges { get; } = [Judge.PsnrHvsM];

    public override IReadOnlyList<double> Measure(PixelPicture reference, PixelPicture distorted) =>
        [PsnrHvsM.Measure(reference.AsRgb(), distorted.AsRgb())];
}

/// <summary>The peak signal-to-noise ratio of luma as this project measures it.</summary>
internal sealed class PsnrYMetric : Metric
{
    public override IReadOnlyList<Judge> Judges { get; } = [Judge.PsnrY];

    public override IReadOnlyList<double> Measure(PixelPicture reference, PixelPicture distorted) =>
        [PsnrY.Measure(reference.AsRgb(), distorted.AsRgb())];
}
