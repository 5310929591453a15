namespace JpegReducer.Benchmarks.RateQuality.Statistics;

/// <summary>What a judge says of one encoder's results for one picture, by the logarithm of their bytes.</summary>
/// <remarks>
/// Points are made monotone by pooling adjacent violators (isotonic regression): results that contradict the direction, more bytes but no
/// better value, are replaced by their mean. To keep the best of them instead would favor encoders of erratic quality.
/// </remarks>
internal sealed class Curve
{
    private readonly int _sign;
    private readonly (double LogBytes, double Value)[] _points;

    /// <param name="points">Results with a loss, in any order. Infinite ratios, of errors that a judge does not see, do not count.</param>
    /// <param name="higherIsBetter">The judge's direction.</param>
    public Curve(IEnumerable<(int Bytes, double Value)> points, bool higherIsBetter)
    {
        _sign = higherIsBetter ? 1 : -1;
        Stack<Pool> pools = [];
        foreach ((int bytes, double value) in points.Where(point => double.IsFinite(point.Value)).OrderBy(point => point.Bytes))
        {
            Pool pool = new(1, Math.Log(bytes), _sign * value);
            while (pools.TryPeek(out Pool? previous) && (pool.Value <= previous.Value || pool.LogBytes <= previous.LogBytes))
                pool = pools.Pop().Join(pool);
            pools.Push(pool);
        }

        _points = [.. pools.Reverse().Select(pool => (pool.LogBytes, pool.Value))];
    }

    /// <summary>The value at the worst and at the best point; none without points.</summary>
    public (double Worst, double Best)? Range => _points.Length == 0 ? null : (_sign * _points[0].Value, _sign * _points[^1].Value);

    /// <summary>The logarithm of the bytes at a value, linear between two points; none outside of what was tried.</summary>
    public double? LogBytesAt(double value) => Interpolate(_points.Select(point => (point.Value, point.LogBytes)), _sign * value);

    /// <summary>The value at a logarithm of bytes, linear between two points; none outside of what was tried.</summary>
    public double? ValueAt(double logBytes) => _sign * Interpolate(_points, logBytes);

    private static double? Interpolate(IEnumerable<(double X, double Y)> points, double x)
    {
        (double X, double Y)? last = null;
        foreach ((double X, double Y) point in points)
        {
            if (point.X == x) return point.Y;
            if (point.X > x) return last is { } before ? before.Y + ((x - before.X) / (point.X - before.X) * (point.Y - before.Y)) : null;
            last = point;
        }

        return null;
    }

    private sealed record Pool(int Count, double LogBytes, double Value)
    {
        public Pool Join(Pool next)
        {
            int count = Count + next.Count;
            return new Pool(
                count, ((Count * LogBytes) + (next.Count * next.LogBytes)) / count, ((Count * Value) + (next.Count * next.Value)) / count);
        }
    }
}
