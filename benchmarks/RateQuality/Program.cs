using System.CommandLine;
using JpegReducer.Benchmarks.RateQuality.Corpora;
using JpegReducer.Benchmarks.RateQuality.Encoders;
using JpegReducer.Benchmarks.RateQuality.Judges;
using JpegReducer.Benchmarks.RateQuality.Measuring;
using JpegReducer.Benchmarks.RateQuality.Reports;
using JpegReducer.Benchmarks.RateQuality.Store;

Option<DirectoryInfo> cameras = new Option<DirectoryInfo>("--cameras")
{
    Description = "A folder of JPEG files as cameras wrote them. Each is cropped losslessly around its center by jpegtran.",
}.AcceptExistingOnly();
Option<DirectoryInfo> web = new Option<DirectoryInfo>("--web")
{
    Description = "A folder of JPEG files as web pages have them; large ones are cropped likewise.",
}.AcceptExistingOnly();
Option<DirectoryInfo> cid22 = new Option<DirectoryInfo>("--cid22")
{
    Description = "A folder of PNG files; every encoder starts from the same JPEG of quality 98, 4:4:4.",
}.AcceptExistingOnly();
Option<FileHalf> half = new("--half")
{
    Description = "Which pictures: the half that is reported, the half that parameters are tuned on, or both.",
    DefaultValueFactory = _ => FileHalf.Reporting,
};
Option<int?> maxFiles = new("--max-files")
{
    Description = "The largest number of pictures of each corpus. A larger number adds pictures to those of a smaller one. Default: all.",
};
Option<string> encoders = new("--encoders") { Description = $"Which encoders, separated by commas: {EncoderSet.Names}. Default: all." };
Option<int> parallel = new("--parallel")
{
    Description = "The number of worker processes.",
    DefaultValueFactory = _ => Environment.ProcessorCount,
};
Option<FileInfo> storeFile = new("--store")
{
    Description = "The file that results are stored in. What it has is not measured again.",
    DefaultValueFactory = _ => new FileInfo(Path.Combine("artifacts", "rate-quality.jsonl")),
};
Option<bool> storedOnly = new("--stored-only") { Description = "Measures nothing: reports what the store has." };
Option<DirectoryInfo> results = new("--results")
{
    Description = "Where the text and the plots are written.",
    DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("benchmarks", "results")),
};
Option<bool> worker = new(WorkerProcess.Option) { Hidden = true };

RootCommand root = new(
    """
    Compares JPEG encoders: how many bytes each needs for the same visible quality, by several judges, and how much processor time.

    Pictures made here always take part, folders if they are given, cjpegli if it is on PATH. Every encoder reduces the same JPEG at
    many qualities. A run that is stopped continues where it was.
    """) { cameras, web, cid22, half, maxFiles, encoders, parallel, storeFile, storedOnly, results, worker };

root.SetAction(async (parsed, cancellationToken) =>
{
    try
    {
        return await RunAsync(parsed, cancellationToken);
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine($"Stopped. The same command continues with what {parsed.GetRequiredValue(storeFile)} has.");
        return 1;
    }
    catch (Exception refusal) when (refusal is InvalidOperationException or IOException)
    {
        Console.Error.WriteLine(refusal.Message);
        return 1;
    }
});
return await root.Parse(args).InvokeAsync();

async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
{
    CorpusOptions corpora = new(
        parsed.GetValue(cameras), parsed.GetValue(web), parsed.GetValue(cid22), parsed.GetValue(half),
        parsed.GetValue(maxFiles) ?? int.MaxValue);
    FileInfo store = parsed.GetRequiredValue(storeFile);
    string[] names = parsed.GetValue(encoders)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
    Bench bench = new(corpora.Pictures(), EncoderSet.Find(names), MetricSet.All(), ResultStore.Load(store));
    if (parsed.GetValue(worker))
    {
        // A worker ends when its parent does.
        Console.CancelKeyPress += (_, key) => key.Cancel = true;
        new Worker(bench).Run(Console.In, Console.Out);
        return 0;
    }

    if (!parsed.GetValue(storedOnly))
    {
        Progress progress = new(Console.Error, TimeProvider.System);
        await WorkerPool.RunAsync(bench, store, parsed.GetValue(parallel), progress, cancellationToken);
    }

    string name = $"rate-quality-{DateTime.UtcNow:yyyy-MM-dd}";
    Report report = Report.Create(bench, corpora, name);
    DirectoryInfo folder = parsed.GetRequiredValue(results).CreateSubdirectory(name);
    File.WriteAllText(folder.FullName + ".md", report.Markdown);
    foreach ((string file, string plot) in report.Plots) File.WriteAllText(Path.Combine(folder.FullName, file), plot);
    Console.WriteLine(report.Markdown);
    return 0;
}
