using System.Globalization;

namespace JpegReducer.Benchmarks.Load;

/// <summary>Writes Markdown: the machine and the date once, then a table for each question.</summary>
internal sealed class Report
{
    private readonly TextWriter _out;

    public Report(TextWriter output)
    {
        _out = output;
        string processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':')[1].Trim() ?? "unknown";
        _out.WriteLine(
            string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTime.UtcNow:yyyy-MM-dd}, {processor}, {Environment.ProcessorCount} processors, .NET {Environment.Version}, "
                + $"{Environment.OSVersion}"));
    }

    /// <summary>Begins a table.</summary>
    public void Table(string title, params string[] columns)
    {
        _out.WriteLine();
        _out.WriteLine($"## {title}");
        _out.WriteLine();
        _out.WriteLine($"| {string.Join(" | ", columns)} |");
        _out.WriteLine($"|{string.Concat(Enumerable.Repeat(" --- |", columns.Length))}");
    }

    /// <summary>Writes a row; numbers with as many digits as tell something.</summary>
    public void Row(params object[] cells)
    {
        _out.WriteLine($"| {string.Join(" | ", cells.Select(Text))} |");
        _out.Flush();
    }

    private static string Text(object cell) => cell switch
    {
        double number when Math.Abs(number) >= 100 => number.ToString("N0", CultureInfo.InvariantCulture),
        double number => number.ToString("0.###", CultureInfo.InvariantCulture),
        int or long => string.Format(CultureInfo.InvariantCulture, "{0:N0}", cell),
        _ => cell.ToString()!,
    };
}
