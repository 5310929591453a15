using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.Png;

/// <summary>Finds a palette for a picture of more than 256 colors that keeps the promise of the options.</summary>
internal static class PngQuantization
{
    private const int HardestCompression = 9;

    /// <summary>libimagequant's quality and dithering, from small files to good ones.</summary>
    private static readonly (int Quality, double Dither)[] Steps = [(80, 1), (97, 1), (100, 1)];

    /// <returns>A palette picture and its measured score; <see langword="null"/> if no palette is good enough.</returns>
    public static (byte[] Png, FidelityScore Score)? Find(byte[] source, ReductionOptions options, CancellationToken cancellationToken)
    {
        ScorePromise promise = ScorePromise.Of(options);
        DecodedPicture reference = DecodedPicture.Decode(source, PngFormat.PixelLoader, cancellationToken);
        byte[] previous = [];
        foreach ((int quality, double dither) in Steps)
        {
            using Image picture = PngFormat.PixelLoader.Open(source, Enums.Access.Sequential, cancellationToken);
            byte[] encoded = picture.PngsaveBuffer(
                compression: HardestCompression, filter: Enums.ForeignPngFilter.None, palette: true, q: quality, dither: dither, effort: 8,
                keep: Enums.ForeignKeep.None);

            // 256 colors were used already: a higher quality is not reachable.
            if (encoded.AsSpan().SequenceEqual(previous)) return null;

            previous = encoded;

            // With the profile and the orientation of the source, so that both are decoded in the same way.
            DecodedPicture result =
                DecodedPicture.Decode(PngTransplant.Assemble(encoded, source, options.Metadata), PngFormat.PixelLoader, cancellationToken);
            if (!LocalErrors.Allows(reference.AsRgb(), result.AsRgb(), promise)) continue;

            GuardVerdict verdict = QualityGuard.Judge(reference, result, promise);
            if (verdict.KeepsPromise) return (encoded, verdict.Score);
        }

        return null;
    }
}
