using JpegReducer.Imaging.Fidelity.Scales;

namespace JpegReducer.Imaging.Fidelity.Gradients;

/// <summary>
/// The gradient of SSIMULACRA2's weighted sum of errors with respect to the samples of a distorted picture, by reverse-mode
/// differentiation. Processes one region of a picture at a time.
/// </summary>
internal sealed class ErrorGradient : IDisposable
{
    private const int Primaries = 3;

    private readonly Level[] _levels;
    private readonly ScaleGradient[] _scales;

    /// <param name="width">The width of the region.</param>
    /// <param name="height">The height of the region.</param>
    public ErrorGradient(int width, int height)
    {
        int count = 0;
        for (int scale = 0; scale < ScoreWeights.MaxScales; scale++)
        {
            if (Enumerable.Range(0, ScoreWeights.Components).Any(component => IsUsed(component, scale))) count = scale + 1;
        }

        _levels = [.. Enumerable.Range(0, count).Select(scale => new Level(Halved(width, scale), Halved(height, scale)))];
        _scales = [.. _levels.Select(level => new ScaleGradient(level.Width, level.Height))];

        static bool IsUsed(int component, int scale)
        {
            foreach (double weight in ScoreWeights.Of(component, scale, ScoreWeights.MaxScales))
            {
                if (ScoreWeights.IsSignificant(weight)) return true;
            }

            return false;
        }
    }

    /// <summary>The derivatives with respect to red (0), green (1) and blue (2) samples, by the last <see cref="Compute"/>.</summary>
    public FloatPlane this[int primary] => _levels[0].Gradient[primary];

    /// <summary>Computes the gradient of a region.</summary>
    /// <param name="reference">The region of the reference.</param>
    /// <param name="distorted">The region of the distorted picture.</param>
    /// <param name="frame">The whole picture; the errors of the region are added to its totals.</param>
    public void Compute(TilePixels reference, TilePixels distorted, in GradientFrame frame)
    {
        int scales = Math.Min(frame.Scales, _levels.Length);
        Linearize(reference, _levels[0].Light1);
        Linearize(distorted, _levels[0].Light2);
        for (int scale = 1; scale < scales; scale++) _levels[scale - 1].Halve(_levels[scale]);
        for (int scale = scales - 1; scale >= 0; scale--)
        {
            Level level = _levels[scale];
            foreach (FloatPlane plane in level.Gradient) plane.All.Clear();
            if (scale + 1 < scales) level.Backpropagate(_levels[scale + 1]);
            _scales[scale].Add(scale, frame, level.Light1, level.Light2, level.Gradient);
        }

        BackpropagateToSamples(distorted, _levels[0].Gradient);
    }

    public void Dispose()
    {
        foreach (Level level in _levels) level.Dispose();
        foreach (ScaleGradient scale in _scales) scale.Dispose();
    }

    private static int Halved(int side, int times)
    {
        for (; times > 0; times--) side = (side + 1) / 2;
        return side;
    }

    private static void Linearize(TilePixels pixels, FloatPlane[] light)
    {
        ReadOnlySpan<float> table = LinearLight.Table;
        for (int primary = 0; primary < Primaries; primary++)
        {
            for (int y = 0; y < pixels.Height; y++)
            {
                ReadOnlySpan<byte> from = pixels.Row(primary, y);
                Span<float> to = light[primary][y];
                for (int x = 0; x < to.Length; x++) to[x] = table[from[x]];
            }
        }
    }

    private static void BackpropagateToSamples(TilePixels pixels, FloatPlane[] gradient)
    {
        ReadOnlySpan<float> slopes = LinearLight.Slopes;
        for (int primary = 0; primary < Primaries; primary++)
        {
            for (int y = 0; y < pixels.Height; y++)
            {
                ReadOnlySpan<byte> samples = pixels.Row(primary, y);
                Span<float> row = gradient[primary][y];
                for (int x = 0; x < row.Length; x++) row[x] *= slopes[samples[x]];
            }
        }
    }

    /// <summary>Both pictures at one scale.</summary>
    private sealed class Level(int width, int height) : IDisposable
    {
        public int Width => width;

        public FloatPlane[] Light1 { get; } = Planes(width, height);

        public FloatPlane[] Light2 { get; } = Planes(width, height);

        public FloatPlane[] Gradient { get; } = Planes(width, height);

        public int Height => height;

        /// <summary>
        /// Averages both pictures to the next scale: each pixel is the mean of four, the last ones count twice at odd sizes.
        /// </summary>
        public void Halve(Level next)
        {
            for (int primary = 0; primary < Primaries; primary++)
            {
                Halve(Light1[primary], next.Light1[primary]);
                Halve(Light2[primary], next.Light2[primary]);
            }
        }

        /// <summary>Adds the gradient of the next scale, distributed to the pixels of this one.</summary>
        public void Backpropagate(Level next)
        {
            for (int primary = 0; primary < Primaries; primary++)
            {
                for (int y = 0; y < next.Height; y++)
                {
                    ReadOnlySpan<float> from = next.Gradient[primary][y];
                    Span<float> upper = Gradient[primary][2 * y];
                    Span<float> lower = Gradient[primary][Math.Min((2 * y) + 1, height - 1)];
                    for (int x = 0; x < from.Length; x++)
                    {
                        float quarter = 0.25f * from[x];
                        int right = Math.Min((2 * x) + 1, width - 1);
                        upper[2 * x] += quarter;
                        upper[right] += quarter;
                        lower[2 * x] += quarter;
                        lower[right] += quarter;
                    }
                }
            }
        }

        public void Dispose()
        {
            foreach (FloatPlane plane in (FloatPlane[])[.. Light1, .. Light2, .. Gradient]) plane.Dispose();
        }

        private static void Halve(FloatPlane from, FloatPlane to)
        {
            for (int y = 0; y < to.Height; y++)
            {
                ReadOnlySpan<float> upper = from[2 * y];
                ReadOnlySpan<float> lower = from[Math.Min((2 * y) + 1, from.Height - 1)];
                Span<float> row = to[y];
                for (int x = 0; x < row.Length; x++)
                {
                    int right = Math.Min((2 * x) + 1, upper.Length - 1);
                    row[x] = 0.25f * (upper[2 * x] + upper[right] + lower[2 * x] + lower[right]);
                }
            }
        }

        private static FloatPlane[] Planes(int width, int height) => [.. Enumerable.Range(0, Primaries).Select(_ => new FloatPlane(width, height))];
    }
}
