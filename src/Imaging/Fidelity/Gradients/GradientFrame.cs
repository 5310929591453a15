using JpegReducer.Imaging.Fidelity.Scales;

namespace JpegReducer.Imaging.Fidelity.Gradients;

/// <summary>The picture that a region belongs to: its size and its errors so far.</summary>
/// <param name="Width">The width of the picture.</param>
/// <param name="Height">The height of the picture.</param>
/// <param name="Core">The pixels of the region that no other region contains, relative to the region.</param>
/// <param name="Totals">Receives the errors of the region.</param>
/// <param name="NormTotals">
/// The totals that norms are computed from: those of an earlier pass over the picture, or <paramref name="Totals"/> themselves.
/// </param>
internal readonly record struct GradientFrame(int Width, int Height, GradientFrame.Part Core, ErrorTotals Totals, ErrorTotals NormTotals)
{
    /// <summary>The number of scales at which the picture is compared.</summary>
    public int Scales => ScoreWeights.CountScales(Width, Height);

    /// <summary>Whether a component is compared at a scale.</summary>
    public bool IsCompared(int component, int scale)
    {
        foreach (double weight in ScoreWeights.Of(component, scale, Scales))
        {
            if (ScoreWeights.IsSignificant(weight)) return true;
        }

        return false;
    }

    /// <summary>The core at a scale.</summary>
    public Part CoreAt(int scale)
    {
        int up = (1 << scale) - 1;
        return new Part(Core.Left >> scale, Core.Top >> scale, (Core.Right + up) >> scale, (Core.Bottom + up) >> scale);
    }

    /// <summary>The number of pixels of the core at a scale.</summary>
    public long CorePixelsAt(int scale) => CoreAt(scale) is var part ? (long)part.Width * (part.Bottom - part.Top) : 0;

    /// <summary>The weights of a component's errors at a scale, per pixel of the whole picture.</summary>
    public NormFactors Factors(int component, int scale)
    {
        (ErrorTotals totals, double pixels) = (NormTotals, Math.Ceiling((double)Width / (1 << scale)) * Math.Ceiling((double)Height / (1 << scale)));
        double[] weights = ScoreWeights.Of(component, scale, Scales).ToArray();
        return new NormFactors(
            OfMean(ErrorNorm.StructureMean), OfFourth(ErrorNorm.StructureFourth),
            OfMean(ErrorNorm.ArtifactMean), OfFourth(ErrorNorm.ArtifactFourth),
            OfMean(ErrorNorm.LossMean), OfFourth(ErrorNorm.LossFourth));

        float OfMean(ErrorNorm norm) => ScoreWeights.IsSignificant(weights[(int)norm]) ? (float)(weights[(int)norm] / pixels) : 0;

        // The derivative of the fourth root of a mean of fourth powers, without the cube of the error.
        float OfFourth(ErrorNorm norm)
        {
            double mean = totals.Mean(scale, component, norm);
            if (!ScoreWeights.IsSignificant(weights[(int)norm]) || mean <= 0) return 0;
            double root = Math.Sqrt(mean);
            return (float)(weights[(int)norm] / (pixels * root * Math.Sqrt(root)));
        }
    }

    /// <summary>A rectangle; right and bottom are exclusive.</summary>
    public readonly record struct Part(int Left, int Top, int Right, int Bottom)
    {
        public int Width => Right - Left;
    }

    /// <summary>The factors of an error's derivative, and of an error's cube, in the derivative of the sum.</summary>
    public readonly record struct NormFactors(
        float StructureMean, float StructureFourth, float ArtifactMean, float ArtifactFourth, float LossMean, float LossFourth);
}
