using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.WebP;

/// <summary>A picture that is encoded several times.</summary>
internal interface IWebPPicture
{
    /// <summary>The number of frames.</summary>
    int Frames { get; }

    /// <summary>The picture as a viewer shows it, its frames stacked vertically.</summary>
    DecodedPicture Reference { get; }

    /// <summary>Opens the picture for an encoder.</summary>
    Image Open();

    /// <summary>Adds the profile and the kept metadata to an encoded file.</summary>
    byte[] Complete(byte[] encoded, MetadataPolicy policy);
}

/// <summary>Finds the quality setting of libwebp for which the worst frame reaches the promised score.</summary>
/// <param name="picture">What is encoded.</param>
/// <param name="options">The promised quality.</param>
/// <param name="cancellationToken">Cancels the search.</param>
/// <param name="limit">The size in bytes that a result must be below to be of use.</param>
internal sealed class WebPLossySearch(IWebPPicture picture, ReductionOptions options, CancellationToken cancellationToken, int limit = int.MaxValue)
{
    private const int HardestEffort = 6, MaxEncodings = 5;

    /// <summary>The assumed change of the score per step of quality, until two measurements are known.</summary>
    private const double PointsForStep = 0.7;

    /// <summary>A score so little above its target is not worth another encoding.</summary>
    private const double NearEnough = 1;

    private readonly ScorePromise _promise = ScorePromise.Of(options);

    /// <summary>
    /// The finest quantizer index that results of these options have. A lossy source that is no finer is kept, so that a
    /// result reduced again stays as it is: results cannot be distinguished from other lossy files.
    /// </summary>
    public static int FinestIndex(ReductionOptions options) => (int)Math.Clamp(Math.Round(12 - (ScorePromise.Of(options).Target - 78)), 1, 127);

    /// <returns>The smallest file found that keeps the promise; <see langword="null"/> if there is none.</returns>
    public (byte[] WebP, FidelityScore Score)? Find()
    {
        DecodedPicture reference = picture.Reference;
        (byte[] WebP, FidelityScore Score)? best = null;
        (int Quality, double Score) below = (0, 0), above = (101, 100);
        int quality = (int)Math.Clamp(Math.Round(_promise.Target + ((100 - _promise.Target) / 5)), 1, 100);

        for (int encoding = 0; encoding < MaxEncodings && quality > below.Quality && quality < above.Quality; encoding++)
        {
            byte[] encoded = Encode(quality);
            bool isTooFine = Vp8Quantizer.Index(encoded) < FinestIndex(options);
            GuardVerdict verdict = isTooFine ? default : Judge(reference, encoded);
            if (verdict.KeepsPromise && (best is null || encoded.Length < best.Value.WebP.Length)) best = (encoded, verdict.Score);
            if (verdict.KeepsPromise && verdict.Score.Value <= _promise.Target + NearEnough) break;

            // A finer one, which the promise would require, is even larger.
            if (!isTooFine && !verdict.KeepsPromise && encoded.Length >= limit) break;
            if (isTooFine || verdict.KeepsPromise) above = (quality, isTooFine ? 100 : verdict.Score.Value);
            else below = (quality, Math.Min(verdict.Score.Value, _promise.Minimum));
            quality = Next(quality, below, above);
        }

        return best;
    }

    private int Next(int quality, (int Quality, double Score) below, (int Quality, double Score) above)
    {
        // Measured on one side only: along the usual slope, by at least one step.
        if (below.Quality == 0) return Math.Max(1, quality - Math.Max(1, (int)((above.Score - _promise.Target) / PointsForStep)));
        if (above.Quality > 100) return Math.Min(100, quality + Math.Max(1, (int)Math.Ceiling((_promise.Target - below.Score) / PointsForStep)));

        double share = (_promise.Target - below.Score) / Math.Max(0.1, above.Score - below.Score);
        return Math.Clamp(below.Quality + (int)Math.Round(share * (above.Quality - below.Quality)), below.Quality + 1, Math.Max(
            below.Quality + 1, above.Quality - 1));
    }

    private byte[] Encode(int quality)
    {
        using Image frames = picture.Open();
        return frames.WebpsaveBuffer(q: quality, smartSubsample: true, alphaQ: 100, effort: HardestEffort, keep: Enums.ForeignKeep.None);
    }

    /// <summary>Measures frame by frame; the worst one counts.</summary>
    private GuardVerdict Judge(DecodedPicture reference, byte[] encoded)
    {
        // Colors are compared as viewers show them, with the profile applied.
        DecodedPicture result = DecodedPicture.Decode(picture.Complete(encoded, MetadataPolicy.Strip), WebPFormat.PixelLoader, cancellationToken);
        if ((result.Width, result.Height) != (reference.Width, reference.Height)) return default;

        int frames = reference.Height % picture.Frames == 0 ? picture.Frames : 1, height = reference.Height / frames;
        GuardVerdict worst = new(new FidelityScore(100, Measured: true), KeepsPromise: true);
        for (int frame = 0; frame < frames; frame++)
        {
            RgbPicture before = Frame(reference, frame, height), after = Frame(result, frame, height);
            GuardVerdict verdict = QualityGuard.Judge(before, after, _promise);
            if (verdict.Score.Value < worst.Score.Value || !verdict.KeepsPromise) worst = verdict;
            if (worst.KeepsPromise && !LocalErrors.Allows(before, after, _promise)) worst = worst with { KeepsPromise = false };
            if (!worst.KeepsPromise) break;
        }

        return worst;
    }

    private static RgbPicture Frame(DecodedPicture frames, int frame, int height)
    {
        int length = frames.Width * height * (frames.HasAlpha ? 4 : 3);
        return new RgbPicture(frames.Pixels.AsSpan(frame * length, length), frames.Width, height, frames.HasAlpha);
    }
}
