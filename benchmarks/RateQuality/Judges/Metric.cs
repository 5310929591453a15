using System.Globalization;

namespace JpegReducer.Benchmarks.RateQuality.Judges;

/// <summary>A program or class that compares two pictures; it may serve several judges at once.</summary>
internal abstract class Metric
{
    /// <summary>Whose numbers it gives.</summary>
    public abstract IReadOnlyList<Judge> Judges { get; }

    /// <summary>A number for each judge, in their order.</summary>
    public abstract IReadOnlyList<double> Measure(PixelPicture reference, PixelPicture distorted);

    /// <summary>
    /// The name by which a judge's numbers are stored. It contains what the metric says of a fixed pair of pictures: numbers of another
    /// implementation are then never mixed with those of this one.
    /// </summary>
    public string KeyOf(Judge judge)
    {
        _fingerprint ??= Measure(TestPair.Reference, TestPair.Distorted);
        return string.Create(CultureInfo.InvariantCulture, $"{judge.Name} {_fingerprint[Judges.ToList().IndexOf(judge)]:F4}");
    }

    private IReadOnlyList<double>? _fingerprint;
}
