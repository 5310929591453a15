using Spectre.Console;

namespace JpegReducer.Cli.Output;

/// <summary>
/// Reports as they come: lines of JSON at once, or a table at the end. Of a long run the table shows the first files and all
/// that failed, and says so; the sums are of all.
/// </summary>
internal sealed class ResultTable(bool json, TextWriter output)
{
    private const int MostShown = 100;

    private readonly Lock _gate = new();
    private readonly List<FileReport> _shown = [];
    private int _reduced, _kept, _failed, _left;
    private long _before, _after;

    /// <summary>How many files did not end well.</summary>
    public int Failed => _failed;

    /// <summary>Bytes saved so far.</summary>
    public long Saved => _before - _after;

    /// <summary>Takes a report in.</summary>
    public void Add(FileReport report)
    {
        lock (_gate)
        {
            if (json) output.WriteLine(report.ToJson());
            else if (_shown.Count < MostShown || !report.IsWell) _shown.Add(report);
            else _left++;

            if (!report.IsWell)
            {
                _failed++;
                return;
            }

            _ = report.Outcome is "reduced" ? _reduced++ : _kept++;
            _before += report.BytesBefore;
            _after += report.BytesAfter ?? report.BytesBefore;
        }
    }

    /// <summary>Writes the table and the sums.</summary>
    public void Finish()
    {
        if (json) return;

        Table table = new Table().Border(TableBorder.Simple).AddColumn("file").AddColumn(Right("before")).AddColumn(Right("after")).AddColumn(Right("change")).AddColumn("outcome");
        foreach (FileReport report in _shown.OrderBy(report => report.Input, StringComparer.Ordinal))
        {
            table.AddRow(
                Markup.Escape(Shorten(report.Input)),
                Sizes.Bytes(report.BytesBefore),
                report.BytesAfter is { } after ? Sizes.Bytes(after) : "",
                report.BytesAfter is { } smaller ? Sizes.Change(report.BytesBefore, smaller) : "",
                report.IsWell ? Markup.Escape(Words(report)) : $"[red]{Markup.Escape(Words(report))}[/]");
        }

        Consoles.ForTables(output).Write(table);
        if (_left > 0) output.WriteLine($" … and {_left} more that ended well");
        output.WriteLine($" {_reduced + _kept + _failed} {(_reduced + _kept + _failed == 1 ? "file" : "files")}: {_reduced} reduced, {_kept} kept, {_failed} failed   {Sizes.Bytes(_before)} → {Sizes.Bytes(_after)}   {Sizes.Change(_before, _after)}");
    }

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();

    private static string Shorten(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static string Words(FileReport report) => (report.Outcome, report.Reason, report.Detail) switch
    {
        (var outcome, null, _) => outcome,
        (var outcome, var reason, null) => $"{outcome}: {reason}",
        (var outcome, var reason, var detail) => $"{outcome}: {reason} ({detail})",
    };
}
