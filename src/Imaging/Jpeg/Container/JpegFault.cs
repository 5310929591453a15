namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>Why a JPEG stream could not be read to its coefficients.</summary>
internal enum JpegFaultKind
{
    /// <summary>The stream does not begin with a start-of-image marker.</summary>
    NotJpeg,

    /// <summary>The data ends before the picture does.</summary>
    Truncated,

    /// <summary>The data contradicts itself or T.81.</summary>
    Corrupt,

    /// <summary>A process of T.81 that is recognised and not decoded here: arithmetic, 12-bit, lossless, hierarchical.</summary>
    Unsupported,

    /// <summary>More pixels or scans, or a longer side, than the caller allows.</summary>
    TooLarge,
}

/// <summary>Where and why reading a JPEG stream ended.</summary>
/// <param name="Kind">The class of the fault.</param>
/// <param name="Position">The byte of the source at which the fault was noticed.</param>
/// <param name="Detail">One sentence for a person.</param>
internal readonly record struct JpegFault(JpegFaultKind Kind, int Position, string Detail)
{
    public static JpegFault Truncated(int position, string detail) => new(JpegFaultKind.Truncated, position, detail);

    public static JpegFault Corrupt(int position, string detail) => new(JpegFaultKind.Corrupt, position, detail);

    public static JpegFault Unsupported(int position, string detail) => new(JpegFaultKind.Unsupported, position, detail);

    public static JpegFault TooLarge(int position, string detail) => new(JpegFaultKind.TooLarge, position, detail);
}
