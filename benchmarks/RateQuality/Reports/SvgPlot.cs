using System.Globalization;
using System.Security;
using System.Text;
using JpegReducer.Benchmarks.RateQuality.Statistics;

namespace JpegReducer.Benchmarks.RateQuality.Reports;

/// <summary>Draws mean bits per pixel against a judge's value, a line for each encoder, readable on light and on dark grounds.</summary>
internal static class SvgPlot
{
    private const int Width = 720, Height = 480, Left = 70, Right = 20, Top = 44, Bottom = 56, Ticks = 6;
    private const int InnerWidth = Width - Left - Right, InnerHeight = Height - Top - Bottom, KeyAt = Width - Right - 130;

    private const string OtherColor = "#9a7bd0";

    /// <summary>Of medium lightness, and distinguishable with a color vision deficiency.</summary>
    private static readonly Dictionary<string, string> Colors = new()
    {
        ["mozjpeg"] = "#808080",
        ["jpegli"] = "#d98200",
        ["normal"] = "#0a84d8",
        ["high"] = "#00a06e",
        ["thorough"] = "#cc5fa0",
    };

    public static string Draw(string corpus, MeanCurves curves)
    {
        (double Low, double High) x = Bounds(curves.Lines.SelectMany(line => line.Points).Select(point => point.BitsPerPixel));
        (double Low, double High) y = Bounds(curves.Lines.SelectMany(line => line.Points).Select(point => point.Value));
        StringBuilder svg = new();
        Add(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="13">""");
        svg.AppendLine(
            """
            <style>
              text { fill: #222 } .grid { stroke: #222; stroke-opacity: 0.15 }
              @media (prefers-color-scheme: dark) { text { fill: #ddd } .grid { stroke: #ddd } }
            </style>
            """);
        string direction = curves.Judge.HigherIsBetter ? "higher is better" : "lower is better";
        Text(svg, Left, Top - 20, "start", $"{corpus}, {curves.Pictures} pictures: {curves.Judge.Name} by mean bits per pixel");
        foreach (double tick in TicksOf(x))
        {
            double at = X(tick, x);
            Add(svg, $"""<line class="grid" x1="{at:F1}" y1="{Top}" x2="{at:F1}" y2="{Top + InnerHeight}"/>""");
            Text(svg, at, Top + InnerHeight + 18, "middle", Number(tick));
        }

        foreach (double tick in TicksOf(y))
        {
            double at = Y(tick, y);
            Add(svg, $"""<line class="grid" x1="{Left}" y1="{at:F1}" x2="{Left + InnerWidth}" y2="{at:F1}"/>""");
            Text(svg, Left - 8, at + 4, "end", Number(tick));
        }

        Text(svg, Left + (InnerWidth / 2), Height - 14, "middle", "mean bits per pixel");
        Add(svg, $"""<g transform="rotate(-90 18 {Top + (InnerHeight / 2)})">""");
        Text(svg, 18, Top + (InnerHeight / 2), "middle", $"{curves.Judge.Name} ({curves.Judge.Unit}; {direction})");
        svg.AppendLine("</g>");
        for (int i = 0; i < curves.Lines.Count; i++)
        {
            string color = Colors.GetValueOrDefault(curves.Lines[i].Encoder, OtherColor);
            IEnumerable<string> points = curves.Lines[i].Points.Select(point => string.Create(
                CultureInfo.InvariantCulture, $"{X(point.BitsPerPixel, x):F1},{Y(point.Value, y):F1}"));
            Add(svg, $"""<polyline fill="none" stroke="{color}" stroke-width="2" points="{string.Join(' ', points)}"/>""");
            double row = (curves.Judge.HigherIsBetter ? Top + InnerHeight - (18 * (curves.Lines.Count - i)) : Top + 16 + (18 * i)) + 6;
            Add(svg, $"""<line stroke="{color}" stroke-width="3" x1="{KeyAt}" y1="{row - 4}" x2="{KeyAt + 26}" y2="{row - 4}"/>""");
            Text(svg, KeyAt + 32, row, "start", curves.Lines[i].Encoder);
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static double X(double value, (double Low, double High) bounds) =>
        Left + (InnerWidth * (value - bounds.Low) / (bounds.High - bounds.Low));

    private static double Y(double value, (double Low, double High) bounds) =>
        Top + InnerHeight - (InnerHeight * (value - bounds.Low) / (bounds.High - bounds.Low));

    private static (double Low, double High) Bounds(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double margin = Math.Max((all.Max() - all.Min()) * 0.04, 1e-6);
        return (all.Min() - margin, all.Max() + margin);
    }

    /// <summary>Multiples of 1, 2 or 5 times a power of ten.</summary>
    private static IEnumerable<double> TicksOf((double Low, double High) bounds)
    {
        double rough = (bounds.High - bounds.Low) / Ticks;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * ((rough / power) switch { > 5 => 10, > 2 => 5, > 1 => 2, _ => 1 });
        for (double tick = Math.Ceiling(bounds.Low / step); tick * step <= bounds.High; tick++) yield return tick * step;
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static void Text(StringBuilder svg, double x, double y, string anchor, string text) =>
        Add(svg, $"""<text x="{x:F1}" y="{y:F1}" text-anchor="{anchor}">{SecurityElement.Escape(text)}</text>""");

    private static void Add(StringBuilder svg, FormattableString line) => svg.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
