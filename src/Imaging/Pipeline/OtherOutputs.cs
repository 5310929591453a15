using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Pipeline;

/// <summary>Makes the outputs beside the main result, from one decoded picture.</summary>
internal sealed class OtherOutputs(SourceImage source, ReductionOutcome main, ReductionOptions options, CancellationToken cancellationToken)
{
    /// <summary>The size in bytes that another output has to be below.</summary>
    private readonly int _limit = main is ReductionOutcome.Reduced reduced ? reduced.Bytes.Length : source.FileLength;

    private SourcePicture? _picture;

    /// <summary>Makes one output.</summary>
    public OutputOutcome Make(OutputRequest request)
    {
        IImageFormat format = ImageFormats.All.First(known => known.Info.Name == request.Format);
        if (main is ReductionOutcome.Kept { Reason: KeptReason.Damaged } kept) return Skipped(SkippedReason.Damaged, kept.Detail);
        if (format == source.Format) return Skipped(SkippedReason.SameFormat);
        if (!source.Format.HasPortableColors(source))
            return Skipped(SkippedReason.NotRepresentable, "The source states its colors in a way that only its own format has.");

        IPictureEncoder encoder = format.PictureEncoder!;
        try
        {
            SourcePicture picture = _picture ??= SourcePicture.Decode(source, cancellationToken);
            if (picture.Delays.Length == 0 && source.Info.Frames > 1)
                return Skipped(SkippedReason.NotRepresentable, "The frames of this animation cannot be decoded.");

            if (encoder.Refuse(picture, options) is { } refusal) return Skipped(SkippedReason.NotRepresentable, refusal);
            if (encoder.Encode(picture, options, _limit, cancellationToken) is not { } candidate) return Skipped(SkippedReason.NotSmaller);

            return Verify(format, picture, candidate) is { } info
                ? new OutputOutcome.Reduced(request.Name, candidate.Bytes, info) { Score = candidate.Score }
                : new OutputOutcome.Failed(
                    request.Name, FailureReason.EngineFault, $"The {format.Info.Name} file did not show the picture of the source.");
        }
        catch (VipsException damage) when (!cancellationToken.IsCancellationRequested)
        {
            ReductionOutcome.Failed failed = DecodeFailure.Describe(damage);
            return new OutputOutcome.Failed(request.Name, failed.Reason, failed.Detail);
        }

        OutputOutcome.Skipped Skipped(SkippedReason reason, string? detail = null) => new(request.Name, reason) { Detail = detail };
    }

    /// <summary>Decodes an encoded file again and compares it with the picture.</summary>
    /// <returns>What its header states; <see langword="null"/> for a file that must not be delivered.</returns>
    private ImageInfo? Verify(IImageFormat format, SourcePicture picture, Candidate candidate)
    {
        if (!format.Signature.Matches(candidate.Bytes)) return null;

        HeaderSurvey survey = format.OpenHeader().Read(candidate.Bytes);
        if (survey.Failure is not null || !survey.Complete || survey.Info.Frames != picture.Frames) return null;
        if (survey.DisplayedSize != (picture.Width, picture.Height)) return null;

        using Image expected = picture.Open(cancellationToken);
        using Image actual = format.Loader.Open(candidate.Bytes, Enums.Access.Random, cancellationToken);
        if (picture.Frames > 1 && !AnimationTiming.ShownDelays(actual).AsSpan().SequenceEqual(picture.Delays)) return null;
        if (picture.Frames > 1 && AnimationTiming.Loops(actual) != picture.Plays) return null;

        // What is lossy was measured by its encoder on the decoded file.
        bool showsIt = candidate.Exact
            ? PixelCheck.HaveSamePixels(expected, actual)
            : PixelCheck.IsTranslucent(expected) == PixelCheck.IsTranslucent(actual);
        return showsIt ? survey.Info : null;
    }
}
