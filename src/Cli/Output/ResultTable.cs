using System.Globalization;
using Spectre.Console;

namespace JpegReducer.Cli.Output;

/// <summary>
/// Writes reports: JSON lines immediately, or a table at the end. For a long run the table shows the first files and all
/// failed ones; cancelled files are only counted, skipped entries are counted by reason; the sums include all files.
/// </summary>
internal sealed class ResultTable(bool json, TextWriter output)
{
    private const int MaxShown = 100;
    private const int MaxSkippedNames = 5;
    private const int Narrow = 60;

    private readonly Lock _gate = new();
    private readonly List<FileReport> _shown = [];
    private readonly SortedDictionary<string, (int Count, List<string> Names)> _skipped = new(StringComparer.Ordinal);
    private readonly OutputSums _outputs = new();
    private int _reduced, _kept, _failed, _cancelled, _left;
    private long _before, _after;
    private bool _isFinished;

    /// <summary>Number of failed and cancelled files, and of failed outputs beside results.</summary>
    public int Failed => _failed + _cancelled + _outputs.Failed;

    /// <summary>Adds a report.</summary>
    public void Add(FileReport report)
    {
        lock (_gate)
        {
            if (_isFinished) return;
            if (json) output.WriteLine(report.ToJson());
            if (report.Outcome is "skipped")
            {
                Skip(report);
                return;
            }

            if (!json && report.Outcome is not "cancelled") Show(report);
            _ = report.Outcome switch
            {
                "reduced" => _reduced++,
                "kept" => _kept++,
                "cancelled" => _cancelled++,
                _ => _failed++,
            };
            if (!report.IsWell) return;

            _before += report.BytesBefore;
            _after += report.BytesAfter ?? report.BytesBefore;
            foreach (OutputReport other in report.Outputs ?? []) _outputs.Add(other);
        }
    }

    /// <summary>Writes the table and the sums; further calls do nothing.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            if (_isFinished) return;
            _isFinished = true;
            if (!json) Write();
        }
    }

    private void Write()
    {
        IAnsiConsole console = Consoles.ForTables(output);
        bool isNarrow = console.Profile.Width < Narrow;
        Table table = new Table().Border(TableBorder.Simple).AddColumn("file");
        if (!isNarrow) table.AddColumn(Number("before")).AddColumn(Number("after"));
        table.AddColumn(Number("change")).AddColumn("outcome");
        foreach (FileReport report in _shown.OrderBy(report => report.Input, StringComparer.Ordinal))
        {
            string[] sizes = [Sizes.Bytes(report.BytesBefore), report.BytesAfter is { } after ? Sizes.Bytes(after) : ""];
            string outcome = Markup.Escape(TerminalText.Escape(Describe(report)));
            table.AddRow(
            [
                Markup.Escape(Name(report)),
                .. isNarrow ? [] : sizes,
                report.BytesAfter is { } smaller ? Sizes.Change(report.BytesBefore, smaller) : "",
                report.IsWell ? outcome : $"[red]{outcome}[/]",
            ]);
            foreach (OutputReport other in report.Outputs ?? []) table.AddRow(Row(report, other, isNarrow));
        }

        console.Write(table);
        int all = _reduced + _kept + _failed + _cancelled;
        if (_left > 0) output.WriteLine($" … and {_left} more reduced or kept");
        string cancelled = _cancelled == 0 ? "" : $", {_cancelled} cancelled";
        output.WriteLine(
            $" {all} {(all == 1 ? "file" : "files")}: {_reduced} reduced, {_kept} kept, {_failed} failed{cancelled}   "
            + $"{Sizes.Bytes(_before)} → {Sizes.Bytes(_after)}   {Sizes.Change(_before, _after)}");
        if (!_outputs.IsEmpty) output.WriteLine($" {_outputs}");
        foreach ((string reason, (int count, List<string> names)) in _skipped)
        {
            string more = count > names.Count ? $" and {count - names.Count} more" : "";
            output.WriteLine($" {count} skipped: {reason} ({string.Join(", ", names)}{more})");
        }
    }

    private void Skip(FileReport report)
    {
        (int count, List<string> names) = _skipped.GetValueOrDefault(report.Reason!, (0, []));
        if (count < MaxSkippedNames) names.Add(Name(report));
        _skipped[report.Reason!] = (count + 1, names);
    }

    private void Show(FileReport report)
    {
        if (_shown.Count < MaxShown || report.HasFailure) _shown.Add(report);
        else _left++;
    }

    private static TableColumn Number(string header) => new TableColumn(header).RightAligned().NoWrap();

    /// <summary>The input as shown: relative to the current folder if it is inside.</summary>
    private static string Name(FileReport report) => Name(report.Input);

    private static string Name(string path)
    {
        if (!Path.IsPathRooted(path)) return TerminalText.Escape(path); // a URL

        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return TerminalText.Escape(relative is ".." || relative.StartsWith("../", StringComparison.Ordinal) ? path : relative);
    }

    /// <summary>The row of an output, below that of its file: its own path, and its size compared with the source.</summary>
    private static string[] Row(FileReport file, OutputReport other, bool isNarrow)
    {
        string[] sizes = other.Bytes is { } bytes ? [Sizes.Bytes(file.BytesBefore), Sizes.Bytes(bytes)] : ["", ""];
        string outcome = Markup.Escape(TerminalText.Escape(Describe(other)));
        return
        [
            other.Path is null ? "" : Markup.Escape(Name(other.Path)),
            .. isNarrow ? [] : sizes,
            other.Bytes is { } after ? Sizes.Change(file.BytesBefore, after) : "",
            other.IsFailed ? $"[red]{outcome}[/]" : outcome,
        ];
    }

    private static string Score(FileReport report) => report switch
    {
        { Score: null } => "",
        { ScoreBasis: "measured" } => string.Create(CultureInfo.InvariantCulture, $", score {report.Score:F1}"),
        _ => string.Create(CultureInfo.InvariantCulture, $", score ≈ {report.Score:F0}"),
    };

    private static string Describe(FileReport report) => Describe(report.Outcome, report.Reason, report.Detail, Score(report));

    private static string Describe(OutputReport other) => Describe(
        other.State is "reduced" ? other.Name : $"{other.Name} {other.State}", other.Reason, other.Detail,
        other.Score is null ? "" : string.Create(CultureInfo.InvariantCulture, $", score {other.Score:F1}"));

    private static string Describe(string state, string? reason, string? detail, string score) => (reason, detail) switch
    {
        (null, _) => state + score,
        (_, null) => $"{state}: {reason}",
        _ => $"{state}: {reason} ({detail})",
    };
}
