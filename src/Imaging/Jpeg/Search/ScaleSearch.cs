using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Search;

/// <summary>Finds the scale at which a picture has as many errors as its target allows.</summary>
internal static class ScaleSearch
{
    private const int MaxEstimates = 3;

    /// <summary>As near as this, in powers of two, is near enough: a third of a point of the score.</summary>
    private const float NearEnough = 0.03f;

    // The logarithm of a camera photograph's errors at a scale of 1.
    private const float UsualErrors = 0.35f;

    // Errors grow about so with the scale.
    private const float UsualSlope = 0.9f;
    private const float MinSlope = 0.4f;
    private const float MaxSlope = 2;

    /// <summary>Searches by secants on logarithms, on which errors over scale are nearly a straight line.</summary>
    /// <param name="requantization">The picture.</param>
    /// <param name="errors">The sum of errors allowed.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public static float Find(LossyRequantization requantization, double errors, CancellationToken cancellationToken)
    {
        float target = PortableMath.Log2((float)errors);
        LogSecantSearch search = new(UsualSlope, MinSlope, MaxSlope);
        float position = ScaleRange.ClampLog2(search.StepFor(target - UsualErrors));
        for (int i = 0; i < MaxEstimates; i++)
        {
            float value = PortableMath.Log2((float)requantization.EstimateErrors(PortableMath.Exp2(position), cancellationToken));
            if (MathF.Abs(target - value) < NearEnough) break;

            search.Record(position, value);
            position = ScaleRange.ClampLog2(position + search.StepFor(target - value));
        }

        return PortableMath.Exp2(position);
    }
}
