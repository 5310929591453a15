namespace JpegReducer.Benchmarks.RateQuality.Corpora;

/// <summary>Reads the chroma subsampling of a JPEG file from its frame header (T.81, B.2.2).</summary>
internal static class ChromaSampling
{
    private const byte Marker = 0xFF, FirstFrame = 0xC0, LastFrame = 0xCF;
    private const byte HuffmanTables = 0xC4, Extension = 0xC8, ArithmeticConditioning = 0xCC;
    private const int LengthAndMarker = 4, ComponentCountAt = 9, FirstComponentAt = 10, ComponentBytes = 3;

    public static string Of(ReadOnlySpan<byte> jpeg)
    {
        int at = 2;
        while (at + LengthAndMarker <= jpeg.Length && jpeg[at] == Marker)
        {
            if (IsFrame(jpeg[at + 1])) return Describe(jpeg[at..]);

            at += 2 + ((jpeg[at + 2] << 8) | jpeg[at + 3]);
        }

        return "unknown";
    }

    private static bool IsFrame(byte code) =>
        code is >= FirstFrame and <= LastFrame and not (HuffmanTables or Extension or ArithmeticConditioning);

    private static string Describe(ReadOnlySpan<byte> frame)
    {
        if (frame[ComponentCountAt] == 1) return "gray";

        (byte luma, byte chroma) = (frame[FirstComponentAt + 1], frame[FirstComponentAt + ComponentBytes + 1]);
        return (Horizontal: (luma >> 4) / (chroma >> 4), Vertical: (luma & 15) / (chroma & 15)) switch
        {
            (1, 1) => "4:4:4",
            (2, 1) => "4:2:2",
            (1, 2) => "4:4:0",
            (2, 2) => "4:2:0",
            (4, 1) => "4:1:1",
            _ => "other sampling",
        };
    }
}
