using System.Globalization;

namespace JpegReducer.Benchmarks.RateQuality.Measuring;

/// <summary>Writes how far a run has come, and an estimate of the time that remains.</summary>
internal sealed class Progress(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private long _started, _written;
    private double _all, _done;

    /// <param name="megapixels">The work: megapixels of all tries.</param>
    public void Start(double megapixels)
    {
        (_all, _started, _written) = (megapixels, time.GetTimestamp(), time.GetTimestamp());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{megapixels:F0} megapixels to encode and to judge"));
    }

    public void Report(double megapixels, string what)
    {
        lock (_lock)
        {
            _done += megapixels;
            _all = Math.Max(_all, _done);
            if (time.GetElapsedTime(_written) < Interval) return;

            _written = time.GetTimestamp();
            TimeSpan remaining = time.GetElapsedTime(_started) * ((_all - _done) / _done);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_done / _all,4:P0}, {remaining:h\\:mm\\:ss} remaining: {what}"));
        }
    }

    public void Warn(string warning)
    {
        lock (_lock) output.WriteLine(warning);
    }

    public void End()
    {
        lock (_lock) output.WriteLine($"{time.GetElapsedTime(_started):h\\:mm\\:ss} elapsed");
    }
}
