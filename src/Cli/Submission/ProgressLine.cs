using System.Globalization;
using JpegReducer.Cli.Output;

namespace JpegReducer.Cli.Submission;

/// <summary>The progress of a submission as one line.</summary>
/// <param name="Files">Number of files.</param>
/// <param name="Fetched">Number of finished files.</param>
/// <param name="BytesRead">Bytes of sources whose items have ended.</param>
/// <param name="BytesSaved">Bytes saved by their results.</param>
/// <param name="Elapsed">Time since the submission began.</param>
internal sealed record ProgressLine(int Files, int Fetched, long BytesRead, long BytesSaved, TimeSpan Elapsed)
{
    private const string Between = "  ";
    private const int WidestBar = 40;
    private const int NarrowestBar = 8;

    /// <summary>The line preceded by a bar, if the width allows.</summary>
    /// <param name="width">Maximum number of characters.</param>
    public string WithBar(int width)
    {
        string words = Describe(width);
        int bar = Math.Min(WidestBar, width - words.Length - Between.Length);
        if (bar < NarrowestBar) return words;

        int done = (int)((long)bar * Fetched / Files);
        return new string('━', done) + new string('┄', bar - done) + Between + words;
    }

    /// <summary>The line without a bar; if it is too long, without its least important parts.</summary>
    /// <param name="width">Maximum number of characters.</param>
    public string Describe(int width)
    {
        double seconds = Math.Max(0.001, Elapsed.TotalSeconds);
        (int Rank, string Text)[] parts =
        [
            (0, $"{100L * Fetched / Files} %"),
            (1, $"{Fetched} of {Files} files"),
            (5, $"{Sizes.Bytes(BytesRead)} read"),
            (3, $"{Sizes.Bytes(BytesSaved)} saved"),
            (4, string.Create(CultureInfo.InvariantCulture, $"{Fetched / seconds:0.0}/s")),
            (2, Fetched == 0 ? "" : $"{Duration((Files - Fetched) * seconds / Fetched)} left"),
        ];
        for (int ranks = parts.Length; ; ranks--)
        {
            string words = string.Join(Between, parts.Where(part => part.Rank < ranks && part.Text.Length > 0).Select(part => part.Text));
            if (words.Length <= width || ranks == 1) return words;
        }
    }

    private static string Duration(double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(9).TotalSeconds));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
    }
}
