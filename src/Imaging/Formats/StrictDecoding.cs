using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Formats;

/// <summary>Checks sources and results by decoding every pixel of them.</summary>
internal static class StrictDecoding
{
    /// <summary>Decodes every pixel of a source once.</summary>
    /// <param name="source">The source.</param>
    /// <param name="cancellationToken">Cancels the decoding.</param>
    /// <param name="verdict">What the format itself has found wrong, which libvips may not notice.</param>
    /// <inheritdoc cref="IImageFormat.CheckSource" path="/returns"/>
    public static ReductionOutcome? Check(SourceImage source, CancellationToken cancellationToken, ReductionOutcome? verdict = null)
    {
        if (verdict is ReductionOutcome.Failed || TryDecode(source, Enums.FailOn.Warning, cancellationToken) is not { } damage) return verdict;

        return TryDecode(source, Enums.FailOn.Error, cancellationToken) ?? verdict
            ?? new ReductionOutcome.Kept(KeptReason.Damaged) { Detail = damage.Detail };
    }

    /// <inheritdoc cref="IImageFormat.Verify"/>
    public static bool Verify(SourceImage source, Candidate candidate, CancellationToken cancellationToken)
    {
        VipsLoader loader = source.Format.Loader;
        if (source.Info.Frames > 1 && !AnimationTiming.AreEqual(source.Bytes, candidate.Bytes, loader, cancellationToken)) return false;
        if (candidate.Exact) return PixelCheck.HaveSamePixels(source.Bytes, candidate.Bytes, loader, cancellationToken);

        PixelCheck.DecodeAll(candidate.Bytes, loader, cancellationToken);
        return PixelCheck.IsTranslucent(source.Bytes, loader, cancellationToken) == PixelCheck.IsTranslucent(
            candidate.Bytes, loader, cancellationToken);
    }

    private static ReductionOutcome.Failed? TryDecode(SourceImage source, Enums.FailOn failOn, CancellationToken cancellationToken)
    {
        try
        {
            PixelCheck.DecodeAll(source.Bytes, source.Format.Loader, cancellationToken, failOn);
            return null;
        }
        catch (VipsException damage) when (!cancellationToken.IsCancellationRequested)
        {
            return DecodeFailure.Describe(damage);
        }
    }
}
