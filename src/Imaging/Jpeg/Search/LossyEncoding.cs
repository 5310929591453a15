using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Search;

/// <summary>Makes a picture as coarse as its options allow, and no coarser than they promise.</summary>
internal static class LossyEncoding
{
    /// <summary>A source that has used up this share of the errors its target allows has no room for a second generation.</summary>
    private const double UsedUp = 0.42;

    /// <summary>Where halving chroma would use up this share of the errors allowed, chroma stays whole.</summary>
    private const double MaxLostChroma = 0.3;

    /// <summary>The share of blocks in which a synthetic picture's saturated edges may be blurred by halving chroma.</summary>
    private const double MaxBlurredEdges = 0.002;

    /// <summary>
    /// A picture is quantized again only with a scale so many times that of its own tables: results of this quantizer are not
    /// made a little coarser each time they are reduced. From glossy to lossy the scale grows about threefold.
    /// </summary>
    private const float SecondGeneration = 2.2f;

    /// <summary>Makes the picture as coarse as is allowed.</summary>
    /// <param name="source">The picture, which stays the caller's.</param>
    /// <param name="options">The quality, the effort and what else is carried over.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>
    /// The result; <see langword="null"/> where the source is as coarse already, or no attempt kept the promise
    /// (<see cref="ScorePromise"/>).
    /// </returns>
    public static Candidate? Encode(PictureSource source, ReductionOptions options, CancellationToken cancellationToken)
    {
        double allowed = ScoreEstimate.Errors(ScorePromise.Of(options).Target);
        using PromiseSearch search = new(source, Prepare(source, allowed, countsInheritedErrors: true), options);
        if (search.InheritedErrors > UsedUp * allowed) return null;

        return search.Find(SecondGeneration * search.SourceScale, cancellationToken);
    }

    /// <summary>Makes the picture as coarse as is allowed; where no attempt keeps the promise, the best of them.</summary>
    /// <param name="source">Pixels, which have no other way to become a JPEG file. They stay the caller's.</param>
    /// <param name="options">The quality and the effort.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public static Candidate EncodePixels(PictureSource source, ReductionOptions options, CancellationToken cancellationToken)
    {
        using PromiseSearch search = new(source, Prepare(source, ScoreEstimate.Errors(ScorePromise.Of(options).Target)), options);
        return search.Find(leastScale: 0, cancellationToken) ?? search.MakeFinest(cancellationToken);
    }

    /// <summary>Prepares a picture: chroma is halved, but where that would cost or show too much.</summary>
    /// <param name="source">The picture, which stays the caller's.</param>
    /// <param name="allowed">The metric's errors allowed.</param>
    /// <param name="countsInheritedErrors">Whether those of a former quantization count.</param>
    public static LossyRequantization Prepare(PictureSource source, double allowed, bool countsInheritedErrors = false)
    {
        LossyRequantization halved = new(source, halvesChroma: true, QuantizerPresets.Default) { CountsInheritedErrors = countsInheritedErrors };
        bool blursEdges = halved.BlurredEdges > MaxBlurredEdges && halved.IsSynthetic;
        if (ScoreEstimate.OfLostChroma(halved.LostChroma) <= MaxLostChroma * allowed && !blursEdges) return halved;

        halved.Dispose();
        return Whole(source, countsInheritedErrors);
    }

    /// <summary>Prepares a picture whose chroma keeps its resolution.</summary>
    public static LossyRequantization Whole(PictureSource source, bool countsInheritedErrors) =>
        new(source, halvesChroma: false, QuantizerPresets.Default) { CountsInheritedErrors = countsInheritedErrors };
}
