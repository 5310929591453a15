namespace JpegReducer.Benchmarks.RateQuality;

/// <summary>The bytes that one encoder needs for one picture, by score.</summary>
internal sealed class Curve
{
    private readonly (double Score, double LogBytes)[] _points;

    /// <param name="points">Tries in any order. One that is beaten (more bytes, no better score) does not count.</param>
    public Curve(IEnumerable<(double Score, int Bytes)> points)
    {
        Stack<(double Score, double LogBytes)> best = [];
        foreach ((double score, int bytes) in points.OrderBy(point => point.Bytes).ThenByDescending(point => point.Score))
        {
            if (best.Count == 0 || score > best.Peek().Score) best.Push((score, Math.Log(bytes)));
        }

        _points = [.. best.Reverse()];
    }

    /// <summary>The logarithm of the bytes at a score, linear between two tries; none outside of what was tried.</summary>
    public double? LogBytesAt(double score)
    {
        for (int i = 1; i < _points.Length; i++)
        {
            (double Score, double LogBytes) low = _points[i - 1], high = _points[i];
            if (score < low.Score || score > high.Score) continue;

            return low.LogBytes + ((score - low.Score) / (high.Score - low.Score) * (high.LogBytes - low.LogBytes));
        }

        return null;
    }

    /// <summary>The mean over a range of scores of the logarithm of bytes over those of another curve (Bjøntegaard's delta rate).</summary>
    public double? MeanLogRatio(Curve other, double from, double to, double step)
    {
        List<double> ratios = [];
        for (double score = from; score <= to + (step / 2); score += step)
        {
            if (LogBytesAt(score) is not { } own || other.LogBytesAt(score) is not { } others) return null;
            ratios.Add(own - others);
        }

        return ratios.Average();
    }
}
