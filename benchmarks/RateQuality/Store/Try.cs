namespace JpegReducer.Benchmarks.RateQuality.Store;

/// <summary>What identifies an encoding: the same try has the same result.</summary>
/// <param name="Source">The hash of the source.</param>
/// <param name="Encoder">The encoder's name.</param>
/// <param name="Version">The encoder's version.</param>
/// <param name="Quality">On the encoder's scale.</param>
internal sealed record Try(string Source, string Encoder, string Version, int Quality);
