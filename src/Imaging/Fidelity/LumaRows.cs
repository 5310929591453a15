namespace JpegReducer.Imaging.Fidelity;

/// <summary>Converts pictures to luma as JFIF defines it (ITU-R BT.601, 0 to 255), not rounded.</summary>
internal static class LumaRows
{
    private const float Red = 0.299f, Green = 0.587f, Blue = 0.114f, Opaque = 255;

    private static readonly byte[] BlackAndWhite = [0, 255];

    /// <summary>The backgrounds for translucent pixels.</summary>
    public static ReadOnlySpan<byte> Backgrounds(bool hasAlpha) => hasAlpha ? BlackAndWhite : BlackAndWhite.AsSpan(0, 1);

    /// <summary>Converts a row, blended with a gray background, and repeats its last pixel up to the end of the target.</summary>
    public static void Convert(in RgbPicture picture, int y, byte background, Span<float> luma)
    {
        ReadOnlySpan<byte> row = picture.Row(y);
        if (picture.HasAlpha) ConvertBlended(row, background, luma);
        else ConvertOpaque(row, luma);

        luma[picture.Width..].Fill(luma[picture.Width - 1]);
    }

    private static void ConvertOpaque(ReadOnlySpan<byte> row, Span<float> luma)
    {
        for (int x = 0; row.Length >= 3; x++, row = row[3..]) luma[x] = Of(row);
    }

    private static void ConvertBlended(ReadOnlySpan<byte> row, byte background, Span<float> luma)
    {
        for (int x = 0; row.Length >= 4; x++, row = row[4..])
        {
            float cover = row[3] / Opaque;
            luma[x] = (cover * Of(row)) + ((1 - cover) * background);
        }
    }

    private static float Of(ReadOnlySpan<byte> pixel) => (Red * pixel[0]) + (Green * pixel[1]) + (Blue * pixel[2]);
}
