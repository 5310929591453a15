namespace JpegReducer.Imaging.Fidelity.Butteraugli.Rows;

/// <summary>A Gaussian cut off at 2.25 standard deviations. Its weights sum to one, at the picture's edges those inside do.</summary>
internal sealed class GaussianKernel
{
    private readonly float[] _weights;

    public GaussianKernel(double sigma)
    {
        Radius = Math.Max(1, (int)(2.25f * (float)sigma));
        double[] weights = [.. Enumerable.Range(-Radius, (2 * Radius) + 1).Select(i => Math.Exp(-i * i / (2 * sigma * sigma)))];
        double sum = weights.Sum();
        _weights = [.. weights.Select(weight => (float)(weight / sum))];
    }

    /// <summary>The number of pixels on each side.</summary>
    public int Radius { get; }

    /// <summary>The weights from −<see cref="Radius"/> to +<see cref="Radius"/>.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>What a sum over the pixels inside is multiplied by, for one position among a number of pixels.</summary>
    public float Gain(int position, int length)
    {
        if (position >= Radius && position < length - Radius) return 1;

        float sum = 0;
        for (int i = Math.Max(-Radius, -position); i <= Math.Min(Radius, length - 1 - position); i++) sum += _weights[i + Radius];
        return 1 / sum;
    }
}
