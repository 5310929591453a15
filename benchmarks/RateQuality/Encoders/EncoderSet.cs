using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>The encoders that can run here.</summary>
internal static class EncoderSet
{
    private const string OwnEncoders = "ours";

    /// <summary>What the command line accepts.</summary>
    public const string Names = "mozjpeg, jpegli, normal, high, thorough, ours (the last three)";

    /// <summary>The encoders of these names. The first is always mozjpeg, which the others are compared with.</summary>
    /// <exception cref="InvalidOperationException">There is no such encoder, or it cannot run here.</exception>
    public static IReadOnlyList<Encoder> Find(IReadOnlyCollection<string> names)
    {
        List<Encoder> all =
        [
            new MozjpegEncoder(),
            .. JpegliEncoder.Find() is { } jpegli ? [jpegli] : (Encoder[])[],
            .. Enum.GetValues<Effort>().Select(effort => new ReducerEncoder(effort)),
        ];
        if (names.Count == 0) return all;

        if (names.FirstOrDefault(name => name != OwnEncoders && all.All(encoder => encoder.Name != name)) is { } unknown)
            throw new InvalidOperationException($"There is no encoder {unknown} here. Known are {Names}.");

        return [.. all.Where(encoder => encoder is MozjpegEncoder || names.Contains(encoder.Name)
            || (encoder is ReducerEncoder && names.Contains(OwnEncoders)))];
    }
}
