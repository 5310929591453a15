namespace JpegReducer.Benchmarks.RateQuality.Corpora;

/// <summary>A picture of a corpus. Its file is created when it is first needed.</summary>
internal sealed class Picture(string corpus, string name, Func<SourceFile> load)
{
    private readonly Lazy<SourceFile> _source = new(load);

    /// <summary>Where it comes from, for example <c>cameras</c>.</summary>
    public string Corpus => corpus;

    /// <summary>Unique within its corpus.</summary>
    public string Name => name;

    /// <summary>What every encoder gets.</summary>
    public SourceFile Source => _source.Value;
}
