using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Gif;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Pipeline;

/// <summary>Looks at a result with the eyes of a stranger before it is handed out.</summary>
internal static class ResultCheck
{
    /// <summary>Decodes the candidate and holds it against the source.</summary>
    /// <returns>What the result's header says; <see langword="null"/> for a candidate that must not be handed out.</returns>
    public static ImageInfo? Verify(SourceImage source, Candidate candidate, CancellationToken cancellationToken)
    {
        HeaderSurvey survey = ImageHeader.Survey(candidate.Bytes);
        if (survey.Failure is not null || !survey.Complete) return null;
        if (survey.Info.Format != source.Info.Format || survey.Info.Frames != source.Info.Frames) return null;
        if (Displayed(source.Info, source.Bytes) != Displayed(survey.Info, candidate.Bytes)) return null;

        try
        {
            return candidate.IsVerified || ShowsThePicture(source, candidate, cancellationToken) ? survey.Info : null;
        }
        catch (VipsException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static bool ShowsThePicture(SourceImage source, Candidate candidate, CancellationToken cancellationToken)
    {
        ImageFormat format = source.Info.Format;
        if (format == ImageFormat.Gif && !GifComparison.ShowTheSame(GifFile.Read(source.Bytes), GifFile.Read(candidate.Bytes), cancellationToken)) return false;
        if (source.Info.Frames > 1 && !AnimationTiming.IsTheSame(source.Bytes, candidate.Bytes, format, cancellationToken)) return false;
        if (candidate.Exact) return PixelCheck.ShowTheSame(source.Bytes, candidate.Bytes, format, cancellationToken);

        PixelCheck.DecodeAll(candidate.Bytes, format, cancellationToken);
        return format == ImageFormat.Jpeg
            || PixelCheck.IsTranslucent(source.Bytes, format, cancellationToken) == PixelCheck.IsTranslucent(candidate.Bytes, format, cancellationToken);
    }

    /// <summary>Width and height as a viewer shows them, orientation applied.</summary>
    private static (int Width, int Height) Displayed(ImageInfo info, byte[] bytes) =>
        info.Format == ImageFormat.Jpeg && JpegMetadata.Orientation(bytes) >= 5 ? (info.Height, info.Width) : (info.Width, info.Height);
}
