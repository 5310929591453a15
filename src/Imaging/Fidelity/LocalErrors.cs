namespace JpegReducer.Imaging.Fidelity;

/// <summary>
/// Detects errors that a score for the whole picture averages out: banding, speckles and tints in smooth areas, and changed
/// transparency.
/// </summary>
/// <remarks>
/// Windows of 8 × 8 pixels, every four pixels, are compared in encoded samples, in which equal steps look about equal from
/// black to white. In a smooth window the error of the mean has to be small, since tints and bands are visible there; noise
/// may be larger, as it averages out. Texture masks more. Translucent pictures are compared on black
/// and on white, and their alpha as a separate channel.
/// </remarks>
internal static class LocalErrors
{
    private const int Cell = 4, CellsAcross = 2, Pixels = Cell * CellsAcross * Cell * CellsAcross;

    /// <summary>The share of a window's standard deviation that masks an error of its mean, and noise.</summary>
    private const double HiddenMean = 0.25, HiddenNoise = 0.6;

    /// <summary>The allowed noise of a smooth window relative to the allowed error of its mean.</summary>
    private const double NoiseFactor = 3;

    /// <summary>
    /// Up to this mean, errors count in full, since dark pictures are also displayed brightened; at twice the mean they count half.
    /// </summary>
    private const double DarkMean = 64, MaxBrightness = 2;

    /// <summary>The allowed error of fully transparent and fully opaque pixels, in steps of alpha.</summary>
    private const int AlphaEndStep = 3;

    /// <summary>Whether no window of the result exceeds the error that the promise allows.</summary>
    public static bool Allows(in RgbPicture reference, in RgbPicture result, ScorePromise promise)
    {
        // 1.5 steps at 88, 2.75 at 78: at 4, speckles are visible in dark gradients that are brightened by a factor of four.
        double limit = Math.Clamp((100 - promise.Target) / 8, 0.5, 6);
        if (!reference.HasAlpha && !result.HasAlpha) return WorstWindow(reference, result, background: 0) <= limit;

        return KeepsAlphaEnds(reference, result) && WorstWindow(reference, result, background: 0) <= limit
            && WorstWindow(reference, result, background: 255) <= limit;
    }

    /// <summary>
    /// The largest error of a window's mean in steps of 1/255, less the part that is masked; noise is divided by its factor.
    /// </summary>
    internal static double WorstWindow(in RgbPicture reference, in RgbPicture result, int background)
    {
        bool hasAlpha = reference.HasAlpha || result.HasAlpha;
        int channels = hasAlpha ? 4 : 3;
        int cells = (reference.Width + Cell - 1) / Cell;
        CellSums[] above = new CellSums[cells * channels], current = new CellSums[cells * channels];
        double worst = 0;

        for (int y = 0; y < reference.Height; y += Cell)
        {
            Array.Clear(current);
            for (int row = y; row < Math.Min(y + Cell, reference.Height); row++) AddRow(reference, result, row, background, channels, current);

            int last = Math.Max(0, cells - CellsAcross);
            for (int cell = 0; cell <= last; cell++)
            {
                for (int channel = 0; channel < channels; channel++)
                {
                    CellSums window = current[(cell * channels) + channel];
                    if (cell + 1 < cells) window += current[((cell + 1) * channels) + channel];
                    if (y > 0)
                    {
                        window += above[(cell * channels) + channel];
                        if (cell + 1 < cells) window += above[((cell + 1) * channels) + channel];
                    }

                    if (y > 0 || reference.Height <= Cell) worst = Math.Max(worst, window.Error());
                }
            }

            (above, current) = (current, above);
        }

        return worst;
    }

    private static void AddRow(in RgbPicture reference, in RgbPicture result, int row, int background, int channels, CellSums[] cells)
    {
        ReadOnlySpan<byte> left = reference.Row(row), right = result.Row(row);
        int leftStep = reference.Samples, rightStep = result.Samples;
        for (int x = 0; x < reference.Width; x++)
        {
            int leftAlpha = reference.HasAlpha ? left[(x * leftStep) + 3] : 255, rightAlpha = result.HasAlpha ? right[(x * rightStep) + 3] : 255;
            int at = x / Cell * channels;
            for (int channel = 0; channel < 3; channel++)
            {
                float before = Blend(left[(x * leftStep) + channel], leftAlpha, background);
                float after = Blend(right[(x * rightStep) + channel], rightAlpha, background);
                cells[at + channel].Add(before, after);
            }

            if (channels > 3) cells[at + 3].Add(leftAlpha, rightAlpha);
        }
    }

    private static float Blend(int sample, int alpha, int background) =>
        alpha == 255 ? sample : ((sample * alpha) + (background * (255 - alpha))) / 255f;

    private static bool KeepsAlphaEnds(in RgbPicture reference, in RgbPicture result)
    {
        for (int y = 0; y < reference.Height; y++)
        {
            ReadOnlySpan<byte> left = reference.Row(y), right = result.Row(y);
            for (int x = 0; x < reference.Width; x++)
            {
                int before = reference.HasAlpha ? left[(4 * x) + 3] : 255, after = result.HasAlpha ? right[(4 * x) + 3] : 255;
                if (before is 0 or 255 && Math.Abs(before - after) > AlphaEndStep) return false;
            }
        }

        return true;
    }

    private struct CellSums
    {
        private float _count, _value, _squaredValue, _difference, _squaredDifference;

        public static CellSums operator +(CellSums left, CellSums right) => new()
        {
            _count = left._count + right._count,
            _value = left._value + right._value,
            _squaredValue = left._squaredValue + right._squaredValue,
            _difference = left._difference + right._difference,
            _squaredDifference = left._squaredDifference + right._squaredDifference,
        };

        public void Add(float before, float after)
        {
            float difference = after - before;
            _count++;
            _value += before;
            _squaredValue += before * before;
            _difference += difference;
            _squaredDifference += difference * difference;
        }

        public readonly double Error()
        {
            double mean = _value / _count, hidden = Math.Sqrt(Math.Max(0, (_squaredValue / _count) - (mean * mean)));
            double offset = Math.Abs(_difference / _count) - (HiddenMean * hidden);
            double noise = (Math.Sqrt(_squaredDifference / _count) - (HiddenNoise * hidden)) / NoiseFactor;

            // Windows cut by the border average over fewer pixels: they have a lower weight.
            double brightness = Math.Clamp(mean / DarkMean, 1, MaxBrightness);
            return Math.Max(offset, noise) / brightness * Math.Sqrt(_count / Pixels);
        }
    }
}
