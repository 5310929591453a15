namespace JpegReducer.Fuzz;

/// <summary>Runs a target on files without a fuzzer: findings or a corpus.</summary>
internal static class FileRun
{
    /// <summary>Prints an outcome a file.</summary>
    /// <returns>The exit code: 1 where a promise was broken.</returns>
    public static int Over(IEnumerable<string> paths, Func<byte[], string> check)
    {
        int broken = 0;
        foreach (string path in paths.SelectMany(path => Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories) : [path]))
        {
            try
            {
                Console.WriteLine($"{path}\t{check(File.ReadAllBytes(path))}");
            }
#pragma warning disable CA1031 // Whatever escapes is what is looked for.
            catch (Exception escaped)
#pragma warning restore CA1031
            {
                broken++;
                Console.WriteLine($"{path}\t{escaped}");
            }
        }

        return broken == 0 ? 0 : 1;
    }
}
