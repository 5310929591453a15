namespace JpegReducer.Imaging.Formats;

/// <summary>The first bytes of a format's files.</summary>
/// <param name="patterns">One pattern for each variant, a Latin-1 character for each byte; '?' matches any byte.</param>
internal sealed class FileSignature(params string[] patterns)
{
    /// <summary>Whether a file begins with the signature.</summary>
    public bool Matches(ReadOnlySpan<byte> file)
    {
        foreach (string pattern in patterns)
        {
            if (file.Length >= pattern.Length && Agrees(file[..pattern.Length], pattern)) return true;
        }

        return false;
    }

    /// <summary>Whether a file of so few bytes may become one that begins with the signature.</summary>
    public bool MayMatch(ReadOnlySpan<byte> beginning)
    {
        foreach (string pattern in patterns)
        {
            if (beginning.Length < pattern.Length && Agrees(beginning, pattern)) return true;
        }

        return false;
    }

    private static bool Agrees(ReadOnlySpan<byte> bytes, string pattern)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (pattern[i] != '?' && pattern[i] != bytes[i]) return false;
        }

        return true;
    }
}
