namespace JpegReducer.Benchmarks.RateQuality.Metrics;

/// <summary>A number for how like its source a picture looks; more is better.</summary>
internal abstract class Metric
{
    /// <summary>The word of the command line for it.</summary>
    public abstract string Name { get; }

    /// <summary>The scores at which bytes are compared.</summary>
    public abstract IReadOnlyList<double> Levels { get; }

    /// <summary>The scores over which bytes are averaged.</summary>
    public abstract (double From, double To, double Step) Range { get; }

    public abstract double Score(byte[] referenceJpeg, byte[] distortedJpeg);

    /// <summary>The metric of that name; <see langword="null"/> where it cannot run.</summary>
    public static Metric? Find(string name) => name switch
    {
        "ssimulacra2" => new OwnSsimulacra2(),
        "ssimulacra2-reference" => ExternalTool.Find("ssimulacra2") is { } tool ? new ReferenceSsimulacra2(tool) : null,
        "butteraugli" => ExternalTool.Find("butteraugli_main") is { } tool ? new Butteraugli(tool) : null,
        _ => null,
    };
}
