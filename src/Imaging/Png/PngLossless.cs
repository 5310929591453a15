using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.Png;

/// <summary>Encodes a still PNG in every lossless way that may be the smallest.</summary>
internal static class PngLossless
{
    private const int HardestCompression = 9, MaxRounds = 4;

    private static readonly Enums.ForeignPngFilter[] Filters = [Enums.ForeignPngFilter.None, Enums.ForeignPngFilter.Sub, Enums.ForeignPngFilter.All];

    /// <returns>Pictures without ancillary chunks.</returns>
    public static IEnumerable<byte[]> Encode(byte[] png, PngTraits traits, CancellationToken cancellationToken)
    {
        if (Index(png, traits, cancellationToken) is { } indexed) yield return indexed;

        foreach (Enums.ForeignPngFilter filter in Filters)
        {
            using Image picture = Open(png, cancellationToken);
            using Image simplified = traits.Simplify(picture);
            yield return simplified.PngsaveBuffer(compression: HardestCompression, filter: filter, keep: Enums.ForeignKeep.None);
        }
    }

    /// <summary>With a palette; <see langword="null"/> if the picture has more than 256 colors.</summary>
    public static byte[]? Index(byte[] png, PngTraits traits, CancellationToken cancellationToken)
    {
        if (!traits.AllowsPalette || traits.Depth > 8) return null;

        using Image picture = Open(png, cancellationToken);
        return PngIndexer.Encode(picture, cancellationToken);
    }

    /// <summary>Encodes a picture until the file becomes no smaller, so that the result is idempotent.</summary>
    public static byte[] Settle(byte[] png, CancellationToken cancellationToken)
    {
        png = Recompress(png, cancellationToken);
        for (int round = 0; round < MaxRounds; round++)
        {
            byte[] smallest =
                Recompress(
                Encode(png, PngTraits.Read(png, cancellationToken), cancellationToken).MinBy(encoded => encoded.Length)!,
                cancellationToken);
            if (smallest.Length >= png.Length) break;

            png = smallest;
        }

        return png;
    }

    /// <summary>The same rows, compressed again if that is smaller.</summary>
    public static byte[] Recompress(byte[] png, CancellationToken cancellationToken) =>
        PngRepacker.Repack(png, MetadataPolicy.Strip, cancellationToken) is { } repacked && repacked.Length < png.Length ? repacked : png;

    private static Image Open(byte[] png, CancellationToken cancellationToken) =>
        PngFormat.PixelLoader.Open(png, Enums.Access.Sequential, cancellationToken);
}
