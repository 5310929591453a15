using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.Pipeline;

/// <summary>Decodes a candidate again, independently of its encoder, before it is delivered.</summary>
internal static class ResultCheck
{
    /// <summary>Reads the header of a candidate, decodes it and compares both with the source.</summary>
    /// <returns>What the header of the candidate states; <see langword="null"/> for a candidate that must not be delivered.</returns>
    public static ImageInfo? Verify(SourceImage source, Candidate candidate, CancellationToken cancellationToken)
    {
        if (!source.Format.Signature.Matches(candidate.Bytes)) return null;

        HeaderSurvey survey = source.Format.OpenHeader().Read(candidate.Bytes);
        if (survey.Failure is not null || !survey.Complete || survey.Info.Frames != source.Info.Frames) return null;
        if (survey.DisplayedSize != source.DisplayedSize) return null;

        try
        {
            return candidate.IsVerified || source.Format.Verify(source, candidate, cancellationToken) ? survey.Info : null;
        }
        catch (VipsException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
