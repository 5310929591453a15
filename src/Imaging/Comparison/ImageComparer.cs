using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Comparison;

/// <summary>Measures how similar two image files look, as a viewer shows them: upright, in sRGB, 8 bits per sample.</summary>
/// <param name="limits">Which files are too large to be decoded. The duration is limited by the caller's token only.</param>
public sealed class ImageComparer(ReductionLimits limits)
{
    /// <summary>Decodes both files and measures by <see cref="Ssimulacra2"/>.</summary>
    /// <param name="reference">The original file. Must not change during the call.</param>
    /// <param name="distorted">The file to be measured; may be of another format. Must not change during the call.</param>
    /// <param name="cancellationToken">Cancels the decoding.</param>
    /// <returns>The score, or why there is none. An animation is compared as one picture, its frames stacked vertically.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ComparisonOutcome Compare(ReadOnlyMemory<byte> reference, ReadOnlyMemory<byte> distorted, CancellationToken cancellationToken) =>
        Compare(reference, new ImageHeader(), distorted, cancellationToken);

    /// <summary>The same, and measures by butteraugli, too: about four times as long.</summary>
    /// <param name="reference">The original file. Must not change during the call.</param>
    /// <param name="distorted">The file to be measured; may be of another format. Must not change during the call.</param>
    /// <param name="cancellationToken">Cancels the decoding and the measurement by butteraugli.</param>
    /// <returns>The score and the distance, or why there are none.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ComparisonOutcome CompareByBoth(
        ReadOnlyMemory<byte> reference, ReadOnlyMemory<byte> distorted, CancellationToken cancellationToken) =>
        Compare(reference, new ImageHeader(), distorted, withButteraugli: true, cancellationToken);

    /// <summary>The same for a reference whose header has already been read.</summary>
    /// <param name="reference">The original file. Must not change during the call.</param>
    /// <param name="header">The header of the reference, which is not parsed again.</param>
    /// <param name="distorted">The file to be measured; may be of another format. Must not change during the call.</param>
    /// <param name="cancellationToken">Cancels the decoding.</param>
    /// <returns>The score, or why there is none. An animation is compared as one picture, its frames stacked vertically.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ComparisonOutcome Compare(
        ReadOnlyMemory<byte> reference, ImageHeader header, ReadOnlyMemory<byte> distorted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(header);
        return Compare(reference, header, distorted, withButteraugli: false, cancellationToken);
    }

    private ComparisonOutcome Compare(
        ReadOnlyMemory<byte> reference,
        ImageHeader header,
        ReadOnlyMemory<byte> distorted,
        bool withButteraugli,
        CancellationToken cancellationToken)
    {
        (DecodedPicture? first, ReductionOutcome.Failed? failure) = Decode(reference, header, cancellationToken);
        if (first is null) return new ComparisonOutcome.Refused(ComparedSide.Reference, failure!);

        (DecodedPicture? second, failure) = Decode(distorted, new ImageHeader(), cancellationToken);
        if (second is null) return new ComparisonOutcome.Refused(ComparedSide.Distorted, failure!);

        if (first.Width != second.Width || first.Height != second.Height) return new ComparisonOutcome.SizesDiffer();

        FidelityScore score = new(Ssimulacra2.Measure(first.AsRgb(), second.AsRgb()), Measured: true);
        return new ComparisonOutcome.Scored(
            score, withButteraugli ? ButteraugliDistance.Measure(first.AsRgb(), second.AsRgb(), cancellationToken) : null);
    }

    private (DecodedPicture? Picture, ReductionOutcome.Failed? Failure) Decode(
        ReadOnlyMemory<byte> file, ImageHeader header, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        HeaderSurvey survey = header.ReadOn(file.Span);
        ReductionOutcome.Failed? refusal = survey.Failure
            ?? LimitCheck.Refuse(survey, limits)
            ?? (survey.Complete ? null : DecodeFailure.Truncated);
        if (refusal is not null) return (null, refusal);

        SourceImage image = new(header.Format!, file, survey);
        try
        {
            return (DecodedPicture.Decode(image.Bytes, image.Format.Loader, cancellationToken), null);
        }
        catch (VipsException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (VipsException damage)
        {
            return (null, DecodeFailure.Describe(damage));
        }
    }
}
