using System.Text.RegularExpressions;

namespace JpegReducer.Cli.Tests.Documentation;

/// <summary>A command of a page, with the output that the page shows for it.</summary>
/// <param name="Line">Where it stands, from 1.</param>
/// <param name="Command">What is typed after the prompt.</param>
/// <param name="Output">What the page shows below it; empty where it shows nothing.</param>
internal sealed partial record Example(int Line, string Command, string Output)
{
    /// <summary>
    /// The examples of a page: what follows a prompt in a block that is marked as a console, unless a comment before the block says that it is not
    /// run, and why.
    /// </summary>
    public static IEnumerable<Example> Of(string markdown)
    {
        string[] lines = markdown.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i] != "```console") continue;

            bool isRun = !NotRun().IsMatch(lines.Take(i).LastOrDefault(line => line.Length > 0) ?? "");
            int end = Array.IndexOf(lines, "```", i);
            foreach (Example example in Read(lines[..end], i + 1).Where(_ => isRun)) yield return example;
            i = end;
        }
    }

    private static IEnumerable<Example> Read(string[] lines, int start)
    {
        for (int i = start; i < lines.Length;)
        {
            int next = i + 1;
            while (next < lines.Length && !lines[next].StartsWith("$ ", StringComparison.Ordinal)) next++;
            if (lines[i].StartsWith("$ ", StringComparison.Ordinal))
                yield return new Example(i + 1, lines[i][2..], string.Join('\n', lines[(i + 1)..next]).Trim());
            i = next;
        }
    }

    [GeneratedRegex(@"^<!-- not run: \S.+ -->$")]
    private static partial Regex NotRun();
}
