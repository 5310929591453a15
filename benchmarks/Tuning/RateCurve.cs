namespace JpegReducer.Benchmarks.Tuning;

/// <summary>The values of one picture under one judge by size, from the coarsest to the finest result.</summary>
internal sealed class RateCurve
{
    private readonly (double Value, double LogBytes)[] _points;

    /// <param name="points">Results in any order. Those with no better value than a smaller one are left out.</param>
    public RateCurve(IEnumerable<(double Value, double LogBytes)> points)
    {
        List<(double Value, double LogBytes)> best = [];
        foreach ((double value, double logBytes) in points.OrderBy(point => point.LogBytes))
        {
            if (best.Count == 0 || value > best[^1].Value) best.Add((value, logBytes));
        }

        _points = [.. best];
    }

    /// <summary>The logarithm of the bytes at a value: linear between results, and beyond them along the line from the first to the last.</summary>
    public double LogBytesAt(double value)
    {
        if (_points.Length < 2) return _points[0].LogBytes;
        int upper = 1;
        while (upper < _points.Length - 1 && _points[upper].Value < value) upper++;
        (double Value, double LogBytes) low = _points[upper - 1], high = _points[upper];
        if (value < low.Value) return low.LogBytes + (MeanSlope * (value - low.Value));
        if (value > high.Value) return high.LogBytes + (MeanSlope * (value - high.Value));
        return low.LogBytes + ((high.LogBytes - low.LogBytes) * (value - low.Value) / (high.Value - low.Value));
    }

    private double MeanSlope => (_points[^1].LogBytes - _points[0].LogBytes) / (_points[^1].Value - _points[0].Value);
}
