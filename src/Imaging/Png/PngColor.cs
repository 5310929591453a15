using System.Buffers.Binary;

namespace JpegReducer.Imaging.Png;

/// <summary>How a PNG states the meaning of its colors (section 4.3).</summary>
internal static class PngColor
{
    /// <summary>The gamma of sRGB, as gAMA stores it (section 11.3.2.2).</summary>
    private const uint StandardGamma = 45455;

    private const uint GammaTolerance = 500;

    /// <summary>White, red, green and blue of sRGB, as cHRM stores them (table 17).</summary>
    private static ReadOnlySpan<uint> StandardPrimaries => [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000];

    private const uint PrimaryTolerance = 200;

    /// <summary>Whether the colors are sRGB or those of an ICC profile. The first statement counts: cICP, iCCP, sRGB, then gAMA and cHRM.</summary>
    public static bool IsPortable(ReadOnlySpan<byte> png)
    {
        bool hasProfile = false, isStandard = true;
        PngChunkReader reader = new(png);
        while (reader.MoveNext() && !reader.Type.SequenceEqual("IDAT"u8))
        {
            if (reader.Type.SequenceEqual("cICP"u8)) return false;

            hasProfile |= reader.Type.SequenceEqual("iCCP"u8) || reader.Type.SequenceEqual("sRGB"u8);
            isStandard &= !reader.Type.SequenceEqual("gAMA"u8) || (reader.Data.Length >= 4 && IsNear(reader.Data, StandardGamma, GammaTolerance));
            isStandard &= !reader.Type.SequenceEqual("cHRM"u8) || HasStandardPrimaries(reader.Data);
        }

        return hasProfile || isStandard;
    }

    private static bool HasStandardPrimaries(ReadOnlySpan<byte> data)
    {
        if (data.Length < 4 * StandardPrimaries.Length) return false;

        for (int i = 0; i < StandardPrimaries.Length; i++)
        {
            if (!IsNear(data[(4 * i)..], StandardPrimaries[i], PrimaryTolerance)) return false;
        }

        return true;
    }

    private static bool IsNear(ReadOnlySpan<byte> number, uint standard, uint tolerance) =>
        Math.Abs((long)BinaryPrimitives.ReadUInt32BigEndian(number) - standard) <= tolerance;
}
