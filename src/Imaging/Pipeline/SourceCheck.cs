using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Gif;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Pipeline;

/// <summary>Decodes a source strictly before it is reduced or kept.</summary>
internal static class SourceCheck
{
    /// <summary>Decodes every pixel of the source once.</summary>
    /// <returns>
    /// <see langword="null"/> for a sound file; a failure where the picture cannot be decoded; otherwise the file is kept, since
    /// decoders read it only with a warning, or each in its own way.
    /// </returns>
    public static ReductionOutcome? Refuse(SourceImage source, CancellationToken cancellationToken)
    {
        ReductionOutcome? verdict = source.Info.Format == ImageFormat.Gif ? GifSoundness.Judge(GifFile.Read(source.Bytes), cancellationToken) : null;
        if (verdict is ReductionOutcome.Failed || Complaint(source, Enums.FailOn.Warning, cancellationToken) is not { } damage) return verdict;

        return Complaint(source, Enums.FailOn.Error, cancellationToken) ?? verdict ?? new ReductionOutcome.Kept(KeptReason.Damaged) { Detail = damage.Detail };
    }

    private static ReductionOutcome.Failed? Complaint(SourceImage source, Enums.FailOn failOn, CancellationToken cancellationToken)
    {
        try
        {
            PixelCheck.DecodeAll(source.Bytes, source.Info.Format, cancellationToken, failOn);
            return null;
        }
        catch (VipsException damage) when (!cancellationToken.IsCancellationRequested)
        {
            return DecodeFailure.Name(damage);
        }
    }
}
