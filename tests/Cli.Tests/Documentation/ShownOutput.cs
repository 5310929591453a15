using System.Text.RegularExpressions;

namespace JpegReducer.Cli.Tests.Documentation;

/// <summary>
/// Compares the output that a page shows with the output of a run, but for what differs from run to run: sizes, scores, times, ids.
/// </summary>
internal static partial class ShownOutput
{
    /// <summary>
    /// The first part of <paramref name="shown"/> that a run did not write; <see langword="null"/> where it wrote all. JSON is compared as
    /// one text, all else by lines.
    /// </summary>
    public static string? FindMissing(string shown, string written)
    {
        bool isJson = shown.StartsWith('{');
        string gap = isJson ? "" : " ", normal = Normalize(written, gap);
        string[] parts = isJson ? [shown] : shown.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.FirstOrDefault(part => !Regex.IsMatch(normal, Pattern(part, gap), RegexOptions.Singleline));
    }

    private static string Pattern(string shown, string gap) =>
        Regex.Escape(Normalize(CutDigest().Replace(shown, "\"…\""), gap)).Replace("…", ".*", StringComparison.Ordinal);

    private static string Normalize(string text, string gap)
    {
        string plain = WhiteSpace().Replace(text, gap);
        plain = Id().Replace(plain, "ID");
        plain = Digest().Replace(plain, "DIGEST");
        plain = Number().Replace(plain, "N");
        plain = Unit().Replace(plain, "NB");
        return Score().Replace(plain, "");
    }

    [GeneratedRegex("\"[0-9a-f]+…\"")]
    private static partial Regex CutDigest();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex("(?<=job_|acc_)[0-9a-f]{32}")]
    private static partial Regex Id();

    [GeneratedRegex("[0-9a-f]{64}|(?<=sha-256=:)[^:]+")]
    private static partial Regex Digest();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[0-9:.+]+|[−-]?\d[\d.]*")]
    private static partial Regex Number();

    [GeneratedRegex("N ?[kM]?B")]
    private static partial Regex Unit();

    /// <summary>Whether a score was determined, and how, depends on the picture.</summary>
    [GeneratedRegex(", ?score ?≈? ?N|;(estimated|measured)|(?<=\"basis\":)\"(estimated|measured)\"")]
    private static partial Regex Score();
}
