namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>Marker codes (T.81, table B.1), without their 0xFF.</summary>
internal static class JpegMarker
{
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte App1 = 0xE1;

    /// <summary>SOF0 to SOF15; C4, C8 and CC among them are other things. F7 is the frame header of JPEG-LS.</summary>
    public static bool IsStartOfFrame(byte marker) => marker is (>= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC)) or 0xF7;

    /// <summary>Markers that stand alone, without a length (T.81, B.1.1.3).</summary>
    public static bool StandsAlone(byte marker) => marker is 0x01 or (>= 0xD0 and <= 0xD9);
}
