namespace JpegReducer.Benchmarks.RateQuality.Store;

/// <summary>What came of a try.</summary>
/// <param name="Try">What was tried.</param>
/// <param name="Bytes">The size of the result.</param>
/// <param name="Result">The hash of the result.</param>
/// <param name="IsLossless">Whether it has the pixels of the source.</param>
/// <param name="Seconds">Processor time in user mode, decoding included.</param>
/// <param name="Values">Numbers of the judges, by <see cref="Judges.Metric.KeyOf"/>.</param>
/// <param name="Failure">Why there is no result; then the other values mean nothing, and the try is not stored.</param>
internal sealed record Measurement(
    Try Try, int Bytes, string Result, bool IsLossless, double Seconds, IReadOnlyDictionary<string, double> Values, string? Failure = null);
