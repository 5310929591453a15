using System.IO.Compression;
using System.Text;
using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Metadata.Xmp;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Png;

/// <summary>What is kept of a text chunk of a PNG (section 11.3.3).</summary>
internal static class PngText
{
    private const string XmpKeyword = "XML:com.adobe.xmp";
    private const int MaxTextBytes = 1 << 20;

    /// <summary>Keywords under which programs write who created a picture and how it may be used.</summary>
    private static readonly HashSet<string> RightsKeywords = new(StringComparer.OrdinalIgnoreCase)
    {
        "Author", "Artist", "Creator", "Credit", "Copyright", "Disclaimer", "License", "Licence", "Rights", "Usage Terms",
    };

    /// <summary>Keywords under which ImageMagick and ExifTool write EXIF as hexadecimal text.</summary>
    private static readonly HashSet<string> ExifKeywords = new(StringComparer.OrdinalIgnoreCase) { "Raw profile type exif", "Raw profile type APP1" };

    public static bool IsText(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("tEXt"u8) || type.SequenceEqual("zTXt"u8) || type.SequenceEqual("iTXt"u8);

    public static void CopyChunk(in PngChunkReader chunk, MetadataPolicy policy, PngWriter file)
    {
        string keyword = Keyword(chunk.Data);
        if (policy == MetadataPolicy.Keep || (policy == MetadataPolicy.Rights && RightsKeywords.Contains(keyword)))
        {
            file.Copy(chunk.Chunk);
        }
        else if (keyword == XmpKeyword)
        {
            if (XmpFilter.Of(Text(chunk), policy) is { } rest)
                file.Write("iTXt"u8, [.. Encoding.ASCII.GetBytes(XmpKeyword), 0, 0, 0, 0, 0, .. rest]);
        }
        else if (ExifKeywords.Contains(keyword) && Exif.Orientation(RawProfile(Text(chunk))) is var orientation and not Exif.Upright)
        {
            byte[] exif = [.. "Exif\0\0"u8, .. Exif.OrientationOnly(orientation)];
            file.Write(
                "tEXt"u8,
                [.. Encoding.ASCII.GetBytes(keyword), 0,
                .. Encoding.ASCII.GetBytes($"\nexif\n{exif.Length,8}\n{Convert.ToHexStringLower(exif)}\n")]);
        }
    }

    private static string Keyword(ReadOnlySpan<byte> data)
    {
        int end = data.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? data : data[..end]);
    }

    /// <summary>The text of a chunk; empty if it cannot be read.</summary>
    private static byte[] Text(in PngChunkReader chunk)
    {
        ReadOnlySpan<byte> rest = AfterZero(chunk.Data);
        if (chunk.Type.SequenceEqual("tEXt"u8)) return rest.ToArray();
        if (chunk.Type.SequenceEqual("zTXt"u8)) return rest.Length > 1 ? Inflate(rest[1..]) : [];
        if (rest.Length < 4) return [];

        bool isCompressed = rest[0] == 1;
        ReadOnlySpan<byte> text = AfterZero(AfterZero(rest[2..]));
        return isCompressed ? Inflate(text) : text.ToArray();
    }

    private static ReadOnlySpan<byte> AfterZero(ReadOnlySpan<byte> data) =>
        data[(data.IndexOf((byte)0) is var end and >= 0 ? end + 1 : data.Length)..];

    private static byte[] Inflate(ReadOnlySpan<byte> packed)
    {
        try
        {
            using ZLibStream inflater = new(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            byte[] text = new byte[MaxTextBytes];
            int length = inflater.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            return length < MaxTextBytes ? text[..length] : [];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>The TIFF structure in a profile of the form "\nexif\n   length\nhexadecimal digits".</summary>
    private static byte[] RawProfile(byte[] text)
    {
        string[] lines = Encoding.ASCII.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string digits = string.Concat(lines.Skip(2));
        if (digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit)) return [];

        byte[] profile = Convert.FromHexString(digits);
        return profile.AsSpan().StartsWith("Exif\0\0"u8) ? profile[6..] : profile;
    }
}
