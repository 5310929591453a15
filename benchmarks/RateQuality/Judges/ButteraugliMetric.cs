using JpegReducer.Imaging.Fidelity;

namespace JpegReducer.Benchmarks.RateQuality.Judges;

/// <summary>butteraugli as this project measures it. The reference is prepared once for all results of a picture.</summary>
internal sealed class ButteraugliMetric : Metric
{
    private (PixelPicture Picture, ButteraugliReference Prepared)? _reference;

    public override IReadOnlyList<Judge> Judges { get; } = [Judge.Butteraugli3Norm, Judge.ButteraugliMax];

    public override IReadOnlyList<double> Measure(PixelPicture reference, PixelPicture distorted)
    {
        if (_reference is not { } known || known.Picture != reference)
            _reference = known = (reference, new ButteraugliReference(reference.AsRgb()));
        ButteraugliDistance distance = known.Prepared.Compare(distorted.AsRgb());
        return [distance.ThreeNorm, distance.MaxNorm];
    }
}
