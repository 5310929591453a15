using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Transform;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Search;

/// <summary>Quantizes a picture as coarsely as its options allow.</summary>
internal static class LossyEncoding
{
    /// <summary>A source whose own quantization has used this share of the allowed errors is not quantized again.</summary>
    private const double MaxInheritedShare = 0.42;

    /// <summary>
    /// The minimum ratio of the scale to the scale of the source's tables: results of this quantizer do not become slightly coarser
    /// each time they are reduced. From glossy to lossy the ratio is about three.
    /// </summary>
    private const float MinScaleRatio = 2.2f;

    /// <summary>Quantizes the picture as coarsely as allowed.</summary>
    /// <param name="source">The picture, owned by the caller.</param>
    /// <param name="options">The quality, the effort and what else is retained.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>
    /// The result; <see langword="null"/> if the source is as coarse already, or no attempt kept the promise
    /// (<see cref="ScorePromise"/>).
    /// </returns>
    public static Candidate? Encode(PictureSource source, ReductionOptions options, CancellationToken cancellationToken)
    {
        double allowed = ScoreEstimate.Errors(ScorePromise.Of(options).Target);
        return SmallerOfEfforts(options, tried =>
        {
            using PromiseSearch search = new(
                source, Prepare(source, allowed, tried.Effort, cancellationToken, countsInheritedErrors: true), tried);
            return search.InheritedErrors > MaxInheritedShare * allowed
                ? null
                : search.Find(MinScaleRatio * search.SourceScale, cancellationToken);
        });
    }

    /// <summary>Quantizes the picture as coarsely as allowed; returns the best attempt if none keeps the promise.</summary>
    /// <param name="source">Pixels, for which there is no lossless alternative. Owned by the caller.</param>
    /// <param name="options">The quality and the effort.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public static Candidate EncodePixels(PictureSource source, ReductionOptions options, CancellationToken cancellationToken)
    {
        double allowed = ScoreEstimate.Errors(ScorePromise.Of(options).Target);
        return SmallerOfEfforts(options, tried =>
        {
            using PromiseSearch search = new(source, Prepare(source, allowed, tried.Effort, cancellationToken), tried);
            return search.Find(minScale: 0, cancellationToken) ?? search.MakeFinest(cancellationToken);
        })!;
    }

    /// <summary>Finds the smallest file with at least a target score.</summary>
    /// <param name="reference">The source's pixels.</param>
    /// <param name="source">The picture, owned by the caller.</param>
    /// <param name="options">The target and what else is retained.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The smallest file found, or <see langword="null"/> if none reached the target.</returns>
    public static Candidate? ReachTarget(
        DecodedPicture reference, PictureSource source, ReductionOptions options, CancellationToken cancellationToken)
    {
        double allowed = ScoreEstimate.Errors(options.TargetScore!.Value);
        return SmallerOfEfforts(options, tried =>
        {
            using LossyRequantization requantization = Prepare(source, allowed, tried.Effort, cancellationToken);
            return TargetSearch.Find(reference, requantization, tried, cancellationToken);
        });
    }

    /// <summary>
    /// Refinement does not always save bytes, and it may miss a target in all its attempts: normal effort, which takes little of its time, is tried
    /// too, and the smaller result counts.
    /// </summary>
    private static Candidate? SmallerOfEfforts(ReductionOptions options, Func<ReductionOptions, Candidate?> encode)
    {
        Candidate? result = encode(options);
        if (options.Effort is Effort.Normal) return result;

        Candidate? unrefined = encode(options with { Effort = Effort.Normal });
        return result is null || unrefined?.Bytes.Length < result.Bytes.Length ? unrefined : result;
    }

    /// <summary>Prepares a picture: with half-resolution chroma where that needs fewer bytes and does not show.</summary>
    /// <param name="source">The picture, owned by the caller.</param>
    /// <param name="allowed">The allowed mapped errors.</param>
    /// <param name="effort">With a higher effort than normal, both resolutions are tried where neither is clearly better.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <param name="countsInheritedErrors">Whether the errors by the source's own quantization count.</param>
    public static LossyRequantization Prepare(
        PictureSource source, double allowed, Effort effort, CancellationToken cancellationToken, bool countsInheritedErrors = false)
    {
        LossyRequantization halved = Prepare(source, ChromaHalving.To420(source.Frame), countsInheritedErrors);
        if (!halved.IsHalved) return halved;

        ChromaChoice choice = ChromaChoice.Of(halved, allowed);
        bool isTried = effort != Effort.Normal && choice.IsClose && ChromaTrial.IsAffordable(source);
        if (!isTried && choice.IsHalved) return halved;

        LossyRequantization fullChroma = PrepareFullChroma(source, countsInheritedErrors);
        bool isHalvedBetter = isTried && ChromaTrial.IsHalvedSmaller(halved, fullChroma, allowed, cancellationToken);
        (isHalvedBetter ? fullChroma : halved).Dispose();
        return isHalvedBetter ? halved : fullChroma;
    }

    /// <summary>Prepares a picture with the source's resolution of chroma.</summary>
    public static LossyRequantization PrepareFullChroma(PictureSource source, bool countsInheritedErrors) =>
        Prepare(source, ChromaHalving.None, countsInheritedErrors);

    private static LossyRequantization Prepare(PictureSource source, ChromaHalving halving, bool countsInheritedErrors) =>
        new(source, halving, QuantizerPresets.Default) { CountsInheritedErrors = countsInheritedErrors };
}
