using System.Text;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Gif;

/// <summary>Which extensions of a GIF are kept in the reduced file (GIF89a specification, sections 24 to 26).</summary>
internal static class GifMetadata
{
    private const byte Introducer = 0x21, PlainTextLabel = 0x01, CommentLabel = 0xFE, ApplicationLabel = 0xFF;

    /// <summary>A comment that contains one of these states rights.</summary>
    private static readonly string[] RightsPhrases = ["copyright", "(c)", "©", "licence", "license", "all rights reserved", "creative commons"];

    /// <summary>Whether a reduced file keeps this extension.</summary>
    public static bool Keeps(ReadOnlySpan<byte> extension, MetadataPolicy policy)
    {
        // A signature over the bytes of the file is invalid once they change.
        if (IsContentCredentials(extension)) return false;
        if (ChangesPicture(extension)) return true;

        return policy == MetadataPolicy.Keep || (policy == MetadataPolicy.Rights && StatesRights(extension));
    }

    /// <summary>What is removed from every reduced file.</summary>
    public static SourceTraits Traits(GifFile file) =>
        file.Blocks.Exists(block => block.Frame is null && IsContentCredentials(file.Bytes.AsSpan(block.Place)))
            ? SourceTraits.ContentCredentials : SourceTraits.None;

    /// <summary>The loop count of each extension that states one: 0 is infinite. Empty means that the animation is played once.</summary>
    public static List<int> Loops(GifFile file)
    {
        List<int> loops = [];
        foreach (GifBlock block in file.Blocks)
        {
            if (block.Frame is null && IsLooping(file.Bytes.AsSpan(block.Place))
                && file.Bytes.AsSpan(block.Place)[14..] is [>= 3, 1, var low, var high, ..])
                loops.Add(low | (high << 8));
        }

        return loops;
    }

    /// <summary>Whether viewers show the picture differently without the extension: repeats, color profile, text drawn as graphics.</summary>
    private static bool ChangesPicture(ReadOnlySpan<byte> extension) =>
        extension[1] == PlainTextLabel || IsLooping(extension) || IsApplication(extension, "ICCRGBG1012"u8);

    /// <summary>Both names have the same content; browsers support both.</summary>
    public static bool IsLooping(ReadOnlySpan<byte> extension) =>
        IsApplication(extension, "NETSCAPE2.0"u8) || IsApplication(extension, "ANIMEXTS1.0"u8);

    private static bool IsContentCredentials(ReadOnlySpan<byte> extension) => IsApplication(extension, "C2PA_GIF"u8);

    private static bool IsApplication(ReadOnlySpan<byte> extension, ReadOnlySpan<byte> name) =>
        extension is [Introducer, ApplicationLabel, 11, .. var rest] && rest.StartsWith(name);

    private static bool StatesRights(ReadOnlySpan<byte> extension)
    {
        if (extension[1] != CommentLabel) return false;

        StringBuilder comment = new();
        for (int position = 2; position < extension.Length && extension[position] > 0; position += 1 + extension[position])
        {
            comment.Append(Encoding.Latin1.GetString(extension.Slice(position + 1, Math.Min(extension[position], extension.Length - position - 1))));
        }

        string words = comment.ToString();
        return RightsPhrases.Any(word => words.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
