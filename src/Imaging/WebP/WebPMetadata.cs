using System.Buffers.Binary;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Metadata.Xmp;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.WebP;

/// <summary>Copies profile, EXIF and XMP from one WebP to another, by policy (RFC 9649, section 2.7).</summary>
internal static class WebPMetadata
{
    private const byte IccFlag = 0x20, AlphaFlag = 0x10, ExifFlag = 0x08, XmpFlag = 0x04;

    /// <summary>The color behind an animation, which viewers may show (section 2.7.1.1).</summary>
    private const int BackgroundLength = 4;

    private static ReadOnlySpan<byte> ContentCredentials => "C2PA"u8;

    /// <summary>Whether the picture, or a frame of it, is coded without loss (VP8L).</summary>
    public static bool IsLossless(ReadOnlySpan<byte> webp)
    {
        RiffChunkReader reader = new(webp);
        while (reader.MoveNext())
        {
            if (reader.Type.SequenceEqual("VP8 "u8)) return false;
            if (reader.Type.SequenceEqual("VP8L"u8)) return true;
            // The sixteen bytes of a frame's position and delay are followed by its chunks (section 2.7.1.1).
            if (reader.Type.SequenceEqual("ANMF"u8) && reader.Data.Length > 20 && !reader.Data[16..].StartsWith("VP8L"u8)) return false;
        }

        return true;
    }

    /// <summary>Adds the metadata of another WebP to an encoded picture.</summary>
    public static byte[] Transplant(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> source, MetadataPolicy policy)
    {
        byte[] profile = [], exif = [], xmp = [], background = [];
        using MemoryStream others = new();
        RiffChunkReader theirs = new(source);
        while (theirs.MoveNext())
        {
            if (theirs.Type.SequenceEqual("ICCP"u8)) profile = theirs.Data.ToArray();
            else if (theirs.Type.SequenceEqual("EXIF"u8)) exif = FilterExif(theirs.Data, policy);
            else if (theirs.Type.SequenceEqual("XMP "u8)) xmp = FilterXmp(theirs.Data, policy);
            else if (theirs.Type.SequenceEqual("ANIM"u8) && theirs.Data.Length >= BackgroundLength)
                background = theirs.Data[..BackgroundLength].ToArray();
            else if (policy == MetadataPolicy.Keep && IsUnknown(theirs.Type)) Write(others, theirs.Type, theirs.Data);
        }

        return Assemble(encoded, profile, exif, xmp, background, others.ToArray());
    }

    /// <summary>Adds metadata to an encoded picture, in the order that section 2.7 requires.</summary>
    /// <param name="encoded">A file whose own metadata is dropped.</param>
    /// <param name="profile">The ICC profile; empty for none.</param>
    /// <param name="exif">The EXIF data; empty for none.</param>
    /// <param name="xmp">The XMP packet; empty for none.</param>
    /// <param name="background">The color behind an animation; empty for that of the encoded file.</param>
    /// <param name="others">Further chunks.</param>
    public static byte[] Assemble(
        ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> profile, ReadOnlySpan<byte> exif, ReadOnlySpan<byte> xmp,
        ReadOnlySpan<byte> background = default, ReadOnlySpan<byte> others = default)
    {
        using MemoryStream body = new();
        byte[] extended = Extended(encoded);
        extended[0] = (byte)((extended[0] & ~(IccFlag | ExifFlag | XmpFlag))
            | (profile.Length > 0 ? IccFlag : 0) | (exif.Length > 0 ? ExifFlag : 0) | (xmp.Length > 0 ? XmpFlag : 0));

        // Without any flag or other chunk the picture needs no VP8X.
        if (extended[0] is not (0 or AlphaFlag) || others.Length > 0 || IsAlreadyExtended(encoded)) Write(body, "VP8X"u8, extended);
        Write(body, "ICCP"u8, profile);
        RiffChunkReader own = new(encoded);
        while (own.MoveNext())
        {
            if (own.Type.SequenceEqual("ANIM"u8) && background.Length > 0) Write(body, own.Type, [.. background, .. own.Data[BackgroundLength..]]);
            else if (own.Type.SequenceEqual("ANIM"u8) || own.Type.SequenceEqual("ANMF"u8) || own.Type.SequenceEqual("ALPH"u8)
                || own.Type.SequenceEqual("VP8 "u8) || own.Type.SequenceEqual("VP8L"u8)) Write(body, own.Type, own.Data);
        }

        Write(body, "EXIF"u8, exif);
        Write(body, "XMP "u8, xmp);
        body.Write(others);
        return Riff(body);
    }

    /// <summary>What is removed from every reduced file.</summary>
    public static SourceTraits Traits(ReadOnlySpan<byte> webp)
    {
        RiffChunkReader reader = new(webp);
        while (reader.MoveNext())
        {
            if (reader.Type.SequenceEqual(ContentCredentials)) return SourceTraits.ContentCredentials;
        }

        return SourceTraits.None;
    }

    private static byte[] FilterExif(ReadOnlySpan<byte> exif, MetadataPolicy policy)
    {
        if (policy == MetadataPolicy.Keep) return exif.ToArray();

        // Some writers prefix the name of JPEG's APP1.
        ReadOnlySpan<byte> tiff = exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif;
        return ExifEssentials.Select(tiff, ExifNeeds.ColorSpace | (policy == MetadataPolicy.Rights ? ExifNeeds.Rights : 0)) ?? [];
    }

    private static byte[] FilterXmp(ReadOnlySpan<byte> xmp, MetadataPolicy policy) =>
        policy == MetadataPolicy.Keep ? xmp.ToArray() : XmpFilter.Of(xmp, policy) ?? [];

    /// <summary>A chunk of an extension: not part of the picture, not read above, and not a signature that a change invalidates.</summary>
    private static bool IsUnknown(ReadOnlySpan<byte> type) =>
        !type.SequenceEqual("VP8X"u8) && !type.SequenceEqual("VP8 "u8) && !type.SequenceEqual("VP8L"u8) && !type.SequenceEqual("ALPH"u8)
        && !type.SequenceEqual("ANMF"u8) && !type.SequenceEqual("ANIM"u8) && !type.SequenceEqual(ContentCredentials);

    private static bool IsAlreadyExtended(ReadOnlySpan<byte> webp) => webp[12..].StartsWith("VP8X"u8);

    /// <summary>The VP8X content of a file; if it has none, one is created from its only chunk.</summary>
    private static byte[] Extended(ReadOnlySpan<byte> webp)
    {
        RiffChunkReader reader = new(webp);
        reader.MoveNext();
        if (IsAlreadyExtended(webp)) return reader.Data.ToArray();

        HeaderSurvey survey = new WebPHeader().Read(webp);
        byte[] extended = new byte[10];
        // The header of a lossless picture states whether it uses alpha (section 3.4).
        extended[0] = reader.Type.SequenceEqual("VP8L"u8) && (reader.Data[4] & 0x10) != 0 ? AlphaFlag : (byte)0;
        WriteUInt24(extended.AsSpan(4), survey.Info.Width - 1);
        WriteUInt24(extended.AsSpan(7), survey.Info.Height - 1);
        return extended;
    }

    private static void WriteUInt24(Span<byte> at, int value) => (at[0], at[1], at[2]) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));

    private static void Write(MemoryStream body, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return;

        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        body.Write(type);
        body.Write(length);
        body.Write(data);
        if ((data.Length & 1) != 0) body.WriteByte(0);
    }

    private static byte[] Riff(MemoryStream body)
    {
        byte[] file = new byte[12 + body.Length];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WEBP"u8.CopyTo(file.AsSpan(8));
        body.GetBuffer().AsSpan(0, (int)body.Length).CopyTo(file.AsSpan(12));
        return file;
    }
}
