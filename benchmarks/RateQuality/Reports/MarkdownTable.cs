using System.Text;

namespace JpegReducer.Benchmarks.RateQuality.Reports;

/// <summary>Writes a table of Markdown.</summary>
internal static class MarkdownTable
{
    public static void AppendTable(this StringBuilder text, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        AppendRow(text, header);
        AppendRow(text, header.Select(_ => "---"));
        foreach (IReadOnlyList<string> row in rows) AppendRow(text, row);
        text.AppendLine();
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells) => text.AppendLine($"| {string.Join(" | ", cells)} |");
}
