namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>The second bytes of JPEG markers (T.81, table B.1).</summary>
internal static class Marker
{
    public const byte Prefix = 0xFF;

    /// <summary>TEM, a marker without a segment.</summary>
    public const byte Temporary = 0x01;

    /// <summary>SOF0, baseline sequential Huffman.</summary>
    public const byte Baseline = 0xC0;

    /// <summary>SOF1, extended sequential Huffman.</summary>
    public const byte ExtendedSequential = 0xC1;

    /// <summary>SOF2, progressive Huffman.</summary>
    public const byte Progressive = 0xC2;

    /// <summary>DHT.</summary>
    public const byte HuffmanTables = 0xC4;

    /// <summary>JPG, reserved for extensions; not a frame.</summary>
    public const byte Extension = 0xC8;

    /// <summary>DAC.</summary>
    public const byte ArithmeticConditioning = 0xCC;

    /// <summary>RST0, the first of eight.</summary>
    public const byte Restart0 = 0xD0;

    public const byte StartOfImage = 0xD8;

    public const byte EndOfImage = 0xD9;

    public const byte StartOfScan = 0xDA;

    /// <summary>DQT.</summary>
    public const byte QuantizationTables = 0xDB;

    /// <summary>DNL.</summary>
    public const byte NumberOfLines = 0xDC;

    /// <summary>DRI.</summary>
    public const byte RestartInterval = 0xDD;

    /// <summary>DHP.</summary>
    public const byte HierarchicalProgression = 0xDE;

    public const byte App0 = 0xE0;

    public const byte App1 = 0xE1;

    public const byte App2 = 0xE2;

    public const byte App14 = 0xEE;

    public const byte App15 = 0xEF;

    /// <summary>SOF55, the frame header of JPEG-LS (T.87).</summary>
    public const byte JpegLs = 0xF7;

    public const byte Comment = 0xFE;

    /// <summary>Whether T.81 reserves the marker (RES, JPGn).</summary>
    public static bool IsReserved(byte marker) => marker is (> Temporary and < Baseline) or (> App15 and < Comment);

    public static bool IsRestart(byte marker) => (marker & 0xF8) == Restart0;

    public static bool IsApplication(byte marker) => marker is >= App0 and <= App15;

    /// <summary>Whether the marker starts a frame of T.81: SOF0 to SOF15.</summary>
    public static bool IsFrame(byte marker) =>
        marker is >= Baseline and <= 0xCF and not HuffmanTables and not Extension and not ArithmeticConditioning;

    /// <summary>Whether no length and no segment follow the marker (T.81, B.1.1.3).</summary>
    public static bool IsAlone(byte marker) => marker is Temporary or StartOfImage or EndOfImage || IsRestart(marker);
}
