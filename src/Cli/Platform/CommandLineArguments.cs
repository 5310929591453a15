namespace JpegReducer.Cli.Platform;

/// <summary>The program's arguments with their original bytes: .NET replaces those that are not UTF-8.</summary>
internal static class CommandLineArguments
{
    private const char Replacement = '\uFFFD';

    /// <summary>The arguments, encoded like <see cref="PathBytes"/>.</summary>
    /// <param name="decoded">The arguments as decoded by .NET.</param>
    public static string[] Restore(string[] decoded)
    {
        if (!decoded.Any(argument => argument.Contains(Replacement, StringComparison.Ordinal))) return decoded;

        string[] all = [.. Split(File.ReadAllBytes("/proc/self/cmdline"))];
        return all.Length < decoded.Length ? decoded : all[^decoded.Length..];
    }

    private static IEnumerable<string> Split(byte[] arguments)
    {
        for (int start = 0, end; start < arguments.Length; start = end + 1)
        {
            end = Array.IndexOf(arguments, (byte)0, start);
            if (end < 0) end = arguments.Length;
            yield return PathBytes.Decode(arguments.AsSpan(start, end - start));
        }
    }
}
