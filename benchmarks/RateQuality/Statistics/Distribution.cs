namespace JpegReducer.Benchmarks.RateQuality.Statistics;

/// <summary>How ratios of bytes are distributed over pictures.</summary>
/// <param name="Count">The number of pictures.</param>
/// <param name="Mean">The geometric mean.</param>
/// <param name="Median">As many pictures are below it as above.</param>
/// <param name="NinetyFifth">The ratio that 95 % of the pictures do not exceed (nearest rank).</param>
/// <param name="Worst">The largest ratio.</param>
/// <param name="WorstName">Whose it is.</param>
/// <param name="LargerShare">The share of the pictures with more than one.</param>
internal sealed record Distribution(
    int Count, double Mean, double Median, double NinetyFifth, double Worst, string WorstName, double LargerShare)
{
    /// <summary>Below this, more bytes are an error of the interpolation.</summary>
    private const double Negligible = 0.0005;

    /// <returns><see langword="null"/> without pictures.</returns>
    public static Distribution? Of(IEnumerable<(string Name, double LogRatio)> pictures)
    {
        (string Name, double LogRatio)[] sorted = [.. pictures.OrderBy(picture => picture.LogRatio)];
        if (sorted.Length == 0) return null;

        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle].LogRatio : (sorted[middle - 1].LogRatio + sorted[middle].LogRatio) / 2;
        int rank = (int)Math.Ceiling(0.95 * sorted.Length);
        return new Distribution(
            sorted.Length, Math.Exp(sorted.Average(picture => picture.LogRatio)), Math.Exp(median), Math.Exp(sorted[rank - 1].LogRatio),
            Math.Exp(sorted[^1].LogRatio), sorted[^1].Name, LargerShareOf(sorted.Select(picture => picture.LogRatio)));
    }

    /// <summary>The share of ratios that are larger than one.</summary>
    public static double LargerShareOf(IEnumerable<double> logRatios)
    {
        double[] all = [.. logRatios];
        return all.Length == 0 ? 0 : all.Count(ratio => ratio > Negligible) / (double)all.Length;
    }
}
