using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Fidelity.Lanes;
using JpegReducer.Imaging.Fidelity.Scales;

namespace JpegReducer.Imaging.Fidelity;

/// <summary>
/// SSIMULACRA 2.1, an estimate of the perceived similarity of two pictures (J. Sneyers, Cloudinary, 2022–2023,
/// https://github.com/cloudinary/ssimulacra2).
/// </summary>
/// <remarks>
/// <para>Both pictures are compared in XYB at six scales, by structure (SSIM), added edges and lost edges; a weighted sum
/// of these errors is mapped to a score. 90 is indistinguishable from the original in a flicker test, 80 side by
/// side; 70 is high, 50 medium and 30 low quality.</para>
/// <para>Rows pass through all scales in one pass: a few hundred rows are in memory, never a whole picture of floats. Scores
/// are equal to the last bit on all processors.</para>
/// </remarks>
public static class Ssimulacra2
{
    /// <summary>Pictures with a shorter side are extended to it by repeating pixels; the reference tool rejects them.</summary>
    private const int MinSide = 8;

    private const float DarkGray = 0.1f, MiddleGray = 0.5f, BrightGray = 0.9f;

    /// <summary>Measures the similarity of a picture to its reference.</summary>
    /// <param name="reference">The original.</param>
    /// <param name="distorted">The picture to be measured, of the same size.</param>
    /// <returns>100 for identical pictures, less for worse ones, without a lower bound. A reference with alpha is compared
    /// on a dark and on a bright gray; the lower score is returned.</returns>
    /// <exception cref="ArgumentException">The pictures differ in size.</exception>
    public static double Measure(in RgbPicture reference, in RgbPicture distorted)
    {
        if (Vector512.IsHardwareAccelerated) return Measure<Vector512Lanes>(reference, distorted);
        if (Vector256.IsHardwareAccelerated) return Measure<Vector256Lanes>(reference, distorted);
        if (Vector128.IsHardwareAccelerated) return Measure<Vector128Lanes>(reference, distorted);
        return Measure<ScalarLane>(reference, distorted);
    }

    /// <summary>Measures with a given vector width.</summary>
    internal static double Measure<TLanes>(in RgbPicture reference, in RgbPicture distorted)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        if (reference.Width != distorted.Width || reference.Height != distorted.Height)
            throw new ArgumentException("The pictures differ in size.", nameof(distorted));

        return reference.HasAlpha
            ? Math.Min(Measure<TLanes>(reference, distorted, DarkGray), Measure<TLanes>(reference, distorted, BrightGray))
            : Measure<TLanes>(reference, distorted, MiddleGray);
    }

    private static double Measure<TLanes>(in RgbPicture reference, in RgbPicture distorted, float background)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        int width = Math.Max(reference.Width, MinSide);
        int height = Math.Max(reference.Height, MinSide);
        using ScaleComparison<TLanes> fullSize = new(width, height);

        for (int y = 0; y < height; y++)
        {
            int source = Math.Min(y, reference.Height - 1);
            LinearLight.ConvertRow(
                reference, source, background, fullSize.NextRow(0, 0), fullSize.NextRow(0, 1), fullSize.NextRow(0, 2));
            LinearLight.ConvertRow(
                distorted, source, background, fullSize.NextRow(1, 0), fullSize.NextRow(1, 1), fullSize.NextRow(1, 2));
            fullSize.EndRow();
        }

        return ScoreOf(fullSize.WeightedErrors());
    }

    /// <summary>The weighted errors at some of the metric's scales; the errors at all scales together give the score.</summary>
    /// <param name="rows">The pictures, at the size of the first scale.</param>
    /// <param name="first">The first scale: the number of times the rows have been halved.</param>
    /// <param name="end">The first scale that is excluded.</param>
    /// <param name="scales">The number of scales at which the whole picture is compared.</param>
    /// <param name="cancellationToken">Checked once per row.</param>
    internal static double WeightedErrors(IRowPairs rows, int first, int end, int scales, CancellationToken cancellationToken)
    {
        if (Vector512.IsHardwareAccelerated) return WeightedErrors<Vector512Lanes>(rows, first, end, scales, cancellationToken);
        if (Vector256.IsHardwareAccelerated) return WeightedErrors<Vector256Lanes>(rows, first, end, scales, cancellationToken);
        if (Vector128.IsHardwareAccelerated) return WeightedErrors<Vector128Lanes>(rows, first, end, scales, cancellationToken);
        return WeightedErrors<ScalarLane>(rows, first, end, scales, cancellationToken);
    }

    private static double WeightedErrors<TLanes>(IRowPairs rows, int first, int end, int scales, CancellationToken cancellationToken)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        using ScaleComparison<TLanes> comparison = new(rows.Width, rows.Height, first, scales, end);
        for (int y = 0; y < rows.Height; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LinearRow reference = new(comparison.NextRow(0, 0), comparison.NextRow(0, 1), comparison.NextRow(0, 2));
            LinearRow distorted = new(comparison.NextRow(1, 0), comparison.NextRow(1, 1), comparison.NextRow(1, 2));
            rows.Read(y, reference, distorted);
            reference.FillFrom(rows.Width);
            distorted.FillFrom(rows.Width);
            comparison.EndRow();
        }

        return comparison.WeightedErrors();
    }

    /// <summary>The score for a weighted sum of errors.</summary>
    internal static double ScoreOf(double errors) =>
        MapErrors(errors) is > 0 and var mapped ? 100.0 - (10.0 * Math.Pow(mapped, 0.6276336467831387)) : 100.0;

    /// <summary>
    /// Maps the weighted sum of errors by a polynomial; the score is a power function of the result, so that its steps are perceptually
    /// uniform.
    /// </summary>
    internal static double MapErrors(double errors)
    {
        double scaled = errors * 0.9562382616834844;
        return (2.326765642916932 * scaled)
            - (0.020884521182843837 * scaled * scaled)
            + (6.248496625763138e-05 * scaled * scaled * scaled);
    }
}
