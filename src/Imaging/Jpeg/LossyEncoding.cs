using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Refinement;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg;

/// <summary>Quantizes a picture for a quality by estimate, and writes it.</summary>
internal static class LossyEncoding
{
    /// <summary>A source that has used up this share of the errors its target allows has no room for a second generation.</summary>
    private const double UsedUp = 0.42;

    /// <summary>Where halving chroma would use up this share of the errors allowed, chroma stays whole.</summary>
    private const double MostLostChroma = 0.3;

    /// <summary>Makes the picture as coarse as is allowed; <see langword="null"/> where it is so already.</summary>
    /// <param name="source">The picture, which stays the caller's.</param>
    /// <param name="allowed">The metric's errors allowed, those of a former quantization included.</param>
    /// <param name="options">The effort and what else is carried over.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public static Candidate? Encode(PictureSource source, double allowed, ReductionOptions options, CancellationToken cancellationToken)
    {
        using LossyRequantization requantization = Prepare(source, allowed, countsInheritedErrors: true);
        if (requantization.InheritedErrors > UsedUp * allowed) return null;

        float scale = ScaleSearch.Find(requantization, allowed, cancellationToken);
        using PictureRefinement? refinement = requantization.Refine(scale, allowed - requantization.InheritedErrors, options.Effort, cancellationToken);
        double errors;
        using JpegImage coarser = refinement?.Apply(price: 1, out errors, cancellationToken) ?? requantization.Apply(scale, price: 1, out errors, cancellationToken);
        byte[] file = JpegRepacker.Write(coarser, options.Baseline, cancellationToken);
        return new Candidate(file, Exact: false) { Score = new FidelityScore(ScoreEstimate.Score(errors), Measured: false), IsVerified = true };
    }

    /// <summary>Prepares a picture: chroma is halved, but where that would cost too much.</summary>
    /// <param name="source">The picture, which stays the caller's.</param>
    /// <param name="allowed">The metric's errors allowed.</param>
    /// <param name="countsInheritedErrors">Whether those of a former quantization count.</param>
    public static LossyRequantization Prepare(PictureSource source, double allowed, bool countsInheritedErrors = false)
    {
        LossyRequantization halved = new(source, halvesChroma: true, Recipes.Default) { CountsInheritedErrors = countsInheritedErrors };
        if (ScoreEstimate.OfLostChroma(halved.LostChroma) <= MostLostChroma * allowed) return halved;

        halved.Dispose();
        return new LossyRequantization(source, halvesChroma: false, Recipes.Default) { CountsInheritedErrors = countsInheritedErrors };
    }
}
