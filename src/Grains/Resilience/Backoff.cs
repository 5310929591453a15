using System.Diagnostics.CodeAnalysis;

namespace JpegReducer.Grains.Resilience;

/// <summary>
/// Exponential back-off with full jitter: a random pause between zero and a bound that doubles with each failure, so that callers that failed
/// at the same time do not retry at the same time.
/// </summary>
/// <param name="first">The bound after the first failure.</param>
/// <param name="max">The maximum of the bound.</param>
/// <param name="random">A number from 0 to 1; of the process's generator unless a test brings its own.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan max, Func<double>? random = null)
{
    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Tests pass a function of their own.")]
    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;

    /// <summary>How long to wait after <paramref name="failures"/> failures in a row, from 1.</summary>
    public TimeSpan Delay(int failures) => Bound(failures) * _random();

    private TimeSpan Bound(int failures)
    {
        double bound = first.Ticks * Math.Pow(2, failures - 1);
        return bound < max.Ticks ? TimeSpan.FromTicks((long)bound) : max;
    }
}
