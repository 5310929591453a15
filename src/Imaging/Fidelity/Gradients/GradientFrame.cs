using JpegReducer.Imaging.Fidelity.Scales;

namespace JpegReducer.Imaging.Fidelity.Gradients;

/// <summary>What a part of a picture is a part of: the whole's size, and the errors of it known so far.</summary>
/// <param name="Width">The whole picture's.</param>
/// <param name="Height">The whole picture's.</param>
/// <param name="Counted">The pixels of the part that no other part counts, in the part's own places.</param>
/// <param name="Totals">Takes the part's errors.</param>
/// <param name="Known">The totals that norms are taken from: those of an earlier look at the whole, or <paramref name="Totals"/> themselves.</param>
internal readonly record struct GradientFrame(int Width, int Height, GradientFrame.Part Counted, ErrorTotals Totals, ErrorTotals Known)
{
    /// <summary>At how many sizes the whole picture is compared.</summary>
    public int Scales => ScoreWeights.CountScales(Width, Height);

    /// <summary>Whether a component counts at a size.</summary>
    public bool IsCompared(int component, int scale)
    {
        foreach (double weight in ScoreWeights.Of(component, scale, Scales))
        {
            if (ScoreWeights.Counts(weight)) return true;
        }

        return false;
    }

    /// <summary>The counted part at a size.</summary>
    public Part Inside(int scale)
    {
        int up = (1 << scale) - 1;
        return new Part(Counted.Left >> scale, Counted.Top >> scale, (Counted.Right + up) >> scale, (Counted.Bottom + up) >> scale);
    }

    /// <summary>How many pixels the counted part has at a size.</summary>
    public long PixelsInside(int scale) => Inside(scale) is var part ? (long)part.Width * (part.Bottom - part.Top) : 0;

    /// <summary>What errors of a component weigh at a size, per pixel of the whole picture.</summary>
    public NormFactors Factors(int component, int scale)
    {
        (ErrorTotals known, double pixels) = (Known, Math.Ceiling((double)Width / (1 << scale)) * Math.Ceiling((double)Height / (1 << scale)));
        double[] weights = ScoreWeights.Of(component, scale, Scales).ToArray();
        return new NormFactors(
            OfMean(ErrorNorm.StructureMean), OfFourth(ErrorNorm.StructureFourth),
            OfMean(ErrorNorm.ArtifactMean), OfFourth(ErrorNorm.ArtifactFourth),
            OfMean(ErrorNorm.LossMean), OfFourth(ErrorNorm.LossFourth));

        float OfMean(ErrorNorm norm) => ScoreWeights.Counts(weights[(int)norm]) ? (float)(weights[(int)norm] / pixels) : 0;

        // The derivative of the fourth root of a mean of fourth powers, but for the error's cube.
        float OfFourth(ErrorNorm norm)
        {
            double mean = known.Mean(scale, component, norm);
            if (!ScoreWeights.Counts(weights[(int)norm]) || mean <= 0) return 0;
            double root = Math.Sqrt(mean);
            return (float)(weights[(int)norm] / (pixels * root * Math.Sqrt(root)));
        }
    }

    /// <summary>A rectangle; right and bottom are the first places after it.</summary>
    public readonly record struct Part(int Left, int Top, int Right, int Bottom)
    {
        public int Width => Right - Left;
    }

    /// <summary>What an error, and an error's cube, bring to the sum's derivative.</summary>
    public readonly record struct NormFactors(
        float StructureMean, float StructureFourth, float ArtifactMean, float ArtifactFourth, float LossMean, float LossFourth);
}
