using System.CommandLine;
using JpegReducer.Benchmarks.RateQuality;
using JpegReducer.Benchmarks.RateQuality.Encoders;
using JpegReducer.Benchmarks.RateQuality.Metrics;

Argument<DirectoryInfo[]> folders = new("folder")
{
    Description =
        "Folders of JPEG files (.jpg, .jpeg). Each file is cropped losslessly around its centre and loses its metadata, by jpegtran, "
            + "which must be on PATH. Without a folder, pictures are rendered here.",
    Arity = ArgumentArity.ZeroOrMore,
};
folders.AcceptExistingOnly();
Option<CropSize> crop = new("--crop")
{
    Description = "The size of the crops.",
    DefaultValueFactory = _ => new CropSize(1024, 768),
    CustomParser = CropSize.Parse,
};
Option<FileHalf> half = new("--half")
{
    Description =
        "Which files: reporting or tuning (distinguished by a hash of the name, so that what was tuned on one half is measured on the "
            + "other), or both.",
    DefaultValueFactory = _ => FileHalf.Reporting,
};
Option<bool> pixels = new("--pixels")
{
    Description = "Encoders begin with pixels: the files decoded and drawn together to half their size before they are cropped.",
};
Option<string> metricName = new("--metric")
{
    Description = "What equal quality means: ssimulacra2 (ours), ssimulacra2-reference or butteraugli (where those tools are on PATH).",
    DefaultValueFactory = _ => "ssimulacra2",
};
Option<DirectoryInfo> results = new("--results")
{
    Description = "Where the table is written.",
    DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("benchmarks", "results")),
};

RootCommand root = new(
    """
    Compares JPEG reducers: how many bytes each needs for the same visible quality, and how much processor time.

    Every reducer turns the same source JPEG into a JPEG at many qualities. Bytes at a score are interpolated for each
    picture on its own; the table shows the geometric mean of ratios to mozjpeg 4:2:0. Peers found on PATH take part:
    cjpegli, jpegoptim, jpegtran.
    """) { folders, crop, half, pixels, metricName, results };

root.SetAction(parsed =>
{
    if (Metric.Find(parsed.GetRequiredValue(metricName)) is not { } metric)
        return Refuse($"There is no metric {parsed.GetRequiredValue(metricName)} here.");

    DirectoryInfo[] given = parsed.GetValue(folders) ?? [];
    bool fromPixels = parsed.GetValue(pixels);
    if (fromPixels && given.Length == 0) return Refuse("Say which folder the pixels are to come from.");
    if (given.Length > 0 && !fromPixels && ExternalTool.Find("jpegtran") is null)
        return Refuse("jpegtran, which crops files without loss, is not on PATH.");

    IReadOnlyList<SourcePicture> sources = fromPixels
        ? Sources.LoadPixels(given, parsed.GetRequiredValue(crop), parsed.GetRequiredValue(half))
        : Sources.Load(given, parsed.GetRequiredValue(crop), parsed.GetRequiredValue(half));
    if (sources.Count == 0) return Refuse("There is no JPEG file to compare on.");

    Comparison comparison = Comparison.Run(sources, Encoder.All(fromPixels), fromPixels ? [] : LosslessEncoder.All(), metric);
    string report = Report.Write(comparison, parsed.GetRequiredValue(half));
    Console.WriteLine(report);

    DirectoryInfo target = parsed.GetRequiredValue(results);
    target.Create();
    File.WriteAllText(
        Path.Combine(target.FullName, $"rate-quality-{(fromPixels ? "pixels-" : "")}{metric.Name}-{DateTime.UtcNow:yyyy-MM-dd}.md"),
        report);
    return 0;
});
return root.Parse(args).Invoke();

static int Refuse(string reason)
{
    Console.Error.WriteLine(reason);
    return 1;
}
