using System.CommandLine;
using JpegReducer.Benchmarks.Scores;

Argument<DirectoryInfo[]> folders = new("folder")
{
    Description = "Folders of JPEG files, which are taken as they are, and of PNG files, which become JPEG of several qualities and thumbnails.",
    Arity = ArgumentArity.ZeroOrMore,
};
folders.AcceptExistingOnly();
Option<bool> drawn = new("--drawn") { Description = "Also pictures of each kind of content, drawn here." };
Option<string[]> asked = new("--options")
{
    Description = "What is asked of the engine: lossy, glossy, or a number for a quality; with /high or /thorough for the effort. Repeatable.",
    DefaultValueFactory = _ => ["lossy", "glossy"],
};
Option<int> every = new("--every") { Description = "Takes each Nth sample only.", DefaultValueFactory = _ => 1 };
Option<int> rounds =
    new("--rounds") { Description = "How often each reduction is done; the least processor time counts.", DefaultValueFactory = _ => 1 };
Option<FileInfo> rows = new("--rows") { Description = "Writes each reduction as a line of tab-separated values." };
Option<FileInfo> against = new("--against") { Description = "Such a file of an earlier version, to compare bytes and processor time with." };

RootCommand root =
    new("Holds the scores that the engine reports against those that are measured, and against what its modes promise, by kind of content.")
{
    folders, drawn, asked, every, rounds, rows, against,
};
root.SetAction(parsed =>
{
    int step = parsed.GetValue(every);
    IEnumerable<Sample> samples = (parsed.GetValue(folders) ?? []).SelectMany(Samples.Of);
    if (parsed.GetValue(drawn)) samples = samples.Concat(Samples.Drawn());
    Measurement measurement = new(parsed.GetValue(rounds));
    List<Row> all = [];
    using (StreamWriter? writer = parsed.GetValue(rows) is { } target ? new StreamWriter(target.FullName) : null)
    {
        foreach (Sample sample in samples.Where((_, i) => i % step == step / 2))
        {
            foreach (string words in parsed.GetRequiredValue(asked))
            {
                Row row = measurement.Take(sample, words);
                writer?.WriteLine(row);
                all.Add(row);
            }
        }
    }

    Row[] before = parsed.GetValue(against) is { } earlier ? [.. File.ReadLines(earlier.FullName).Select(Row.Parse)] : [];
    Console.WriteLine(Report.Write(all, before));
    return 0;
});
return root.Parse(args).Invoke();
