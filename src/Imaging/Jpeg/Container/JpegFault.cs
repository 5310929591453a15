namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>Why a JPEG stream could not be decoded.</summary>
internal enum JpegFaultKind
{
    /// <summary>The stream does not begin with a start-of-image marker.</summary>
    NotJpeg,

    /// <summary>The data ends before the end of the picture.</summary>
    Truncated,

    /// <summary>The data contradicts itself or T.81.</summary>
    Corrupt,

    /// <summary>A process of T.81 that is recognized but not supported: arithmetic, 12-bit, lossless, hierarchical.</summary>
    Unsupported,

    /// <summary>More pixels or scans, or a longer side, than the caller allows.</summary>
    TooLarge,
}

/// <summary>The error at which decoding of a JPEG stream ended.</summary>
/// <param name="Kind">The class of the error.</param>
/// <param name="Position">The offset in the source at which the error was detected.</param>
/// <param name="Detail">One sentence for the user.</param>
internal readonly record struct JpegFault(JpegFaultKind Kind, int Position, string Detail)
{
    public static JpegFault Truncated(int position, string detail) => new(JpegFaultKind.Truncated, position, detail);

    public static JpegFault Corrupt(int position, string detail) => new(JpegFaultKind.Corrupt, position, detail);

    public static JpegFault Unsupported(int position, string detail) => new(JpegFaultKind.Unsupported, position, detail);

    public static JpegFault TooLarge(int position, string detail) => new(JpegFaultKind.TooLarge, position, detail);
}
