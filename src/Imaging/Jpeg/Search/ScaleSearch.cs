using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Search;

/// <summary>Finds the scale at which a picture has the allowed errors.</summary>
internal static class ScaleSearch
{
    private const int MaxEstimates = 3;

    /// <summary>The accuracy, in powers of two: a third of a point of the score.</summary>
    private const float NearEnough = 0.03f;

    // The typical logarithm of a camera photograph's errors at a scale of 1.
    private const float TypicalErrors = 0.35f;

    // The assumed exponent by which errors grow with the scale, and the limits of a measured one.
    private const float AssumedSlope = 0.9f;
    private const float MinSlope = 0.4f;
    private const float MaxSlope = 2;

    /// <summary>Searches by the secant method on logarithms, on which errors are nearly linear in the scale.</summary>
    /// <param name="requantization">The picture.</param>
    /// <param name="errors">The allowed sum of mapped errors.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public static float Find(LossyRequantization requantization, double errors, CancellationToken cancellationToken)
    {
        float target = PortableMath.Log2((float)errors);
        LogSecantSearch search = new(AssumedSlope, MinSlope, MaxSlope);
        float position = ScaleRange.ClampLog2(search.StepFor(target - TypicalErrors));
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
