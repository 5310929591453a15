using NetVips;

namespace JpegReducer.Imaging.WebP;

/// <summary>Encodes pictures without loss (VP8L).</summary>
internal static class WebPLossless
{
    private const int MaxEffort = 6;

    /// <summary>
    /// For lossless coding libwebp takes its quality as effort; 100 takes five to twenty times as long as 80, for less than a hundredth of
    /// the bytes.
    /// </summary>
    private const int Quality = 80;

    /// <summary>The fastest encoding is at most this many times as large as the best one.</summary>
    private const double FastestShare = 1.6;

    /// <summary>Encodes a picture as small as possible.</summary>
    /// <param name="picture">The picture, with all its frames.</param>
    /// <param name="keepsHiddenColors">Whether the colors of fully transparent pixels are kept.</param>
    public static byte[] Encode(Image picture, bool keepsHiddenColors) =>
        picture.WebpsaveBuffer(lossless: true, exact: keepsHiddenColors, q: Quality, effort: MaxEffort, keep: Enums.ForeignKeep.None);

    /// <summary>Whether a result below a limit is likely: estimated with the fastest encoding.</summary>
    /// <param name="picture">The picture, with all its frames.</param>
    /// <param name="limit">The limit in bytes.</param>
    public static bool MayBeBelow(Image picture, int limit) =>
        picture.WebpsaveBuffer(lossless: true, exact: false, q: 0, effort: 0, keep: Enums.ForeignKeep.None).Length < FastestShare * limit;
}
