using JpegReducer.Imaging.Fidelity.Scales;

namespace JpegReducer.Imaging.Fidelity.Gradients;

/// <summary>The metric's error sums over the regions of a picture so far.</summary>
internal sealed class ErrorTotals
{
    private readonly double[] _sums = new double[ScoreWeights.MaxScales * ScoreWeights.Components * ScoreWeights.Norms];
    private readonly long[] _pixels = new long[ScoreWeights.MaxScales * ScoreWeights.Components];

    /// <summary>Adds the errors of a region.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="component">X, Y or B.</param>
    /// <param name="pixels">The number of pixels.</param>
    /// <param name="sums">The sums over these pixels, in the order of <see cref="ErrorNorm"/>.</param>
    public void Add(int scale, int component, long pixels, ReadOnlySpan<double> sums)
    {
        int index = (scale * ScoreWeights.Components) + component;
        _pixels[index] += pixels;
        for (int norm = 0; norm < sums.Length; norm++) _sums[(index * ScoreWeights.Norms) + norm] += sums[norm];
    }

    /// <summary>The mean over all pixels so far, of an error or of its fourth power.</summary>
    public double Mean(int scale, int component, ErrorNorm norm)
    {
        int index = (scale * ScoreWeights.Components) + component;
        return _pixels[index] == 0 ? 0 : _sums[(index * ScoreWeights.Norms) + (int)norm] / _pixels[index];
    }

    /// <summary>The weighted sum of all errors, from which the score is computed.</summary>
    /// <param name="scales">The number of scales at which the picture is compared.</param>
    public double WeightedErrors(int scales)
    {
        double total = 0;
        for (int component = 0; component < ScoreWeights.Components; component++)
        {
            for (int scale = 0; scale < scales; scale++)
            {
                ReadOnlySpan<double> weights = ScoreWeights.Of(component, scale, scales);
                for (int norm = 0; norm < weights.Length; norm++)
                {
                    if (!ScoreWeights.IsSignificant(weights[norm])) continue;
                    double mean = Mean(scale, component, (ErrorNorm)norm);
                    total += weights[norm] * (norm >= (int)ErrorNorm.StructureFourth ? Math.Sqrt(Math.Sqrt(mean)) : mean);
                }
            }
        }

        return total;
    }
}
