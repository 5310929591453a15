using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Tests.Jpeg.Fuzzing;

namespace JpegReducer.Fuzz;

/// <summary>The entry points for fuzzers. Each throws if a promise does not hold.</summary>
internal static class JpegTargets
{
    private static readonly Dictionary<string, Func<byte[], string>> All = new()
    {
        ["decode"] = file => EnginePromises.CheckDecoder(file)?.ToString() ?? "Decoded",
        ["lossless"] = file =>
            EnginePromises.CheckReducer(file, new ReductionOptions { Mode = ReductionMode.Lossless, Metadata = MetadataPolicy.Keep }),
        ["repair"] = file =>
            EnginePromises.CheckReducer(file, new ReductionOptions { Mode = ReductionMode.Lossless, Damaged = DamagedPolicy.Repair }),
        ["lossy"] = file => EnginePromises.CheckReducer(file, new ReductionOptions()),
    };

    public static IEnumerable<string> Names => All.Keys;

    /// <summary>What to do with each input, and how that is called which came of it; <see langword="null"/> for an unknown name.</summary>
    public static Func<byte[], string>? Find(string name) => All.GetValueOrDefault(name);
}
