using System.Diagnostics;
using System.Globalization;
using JpegReducer.Imaging.Reduction;
using Xunit.Abstractions;

namespace JpegReducer.Imaging.Tests.Jpeg.Fuzzing;

/// <summary>
/// Runs thousands of damaged files through the decoder and through the engine. <c>JPEGREDUCER_FUZZ_SCALE</c> multiplies
/// their number; a failure reports seed and index, which reproduce the file.
/// </summary>
public sealed class JpegFuzzTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<byte[]> Valid = [.. ValidJpegs.All.Select(valid => valid.File)];

    private static double Scale => double.Parse(Environment.GetEnvironmentVariable("JPEGREDUCER_FUZZ_SCALE") ?? "1", CultureInfo.InvariantCulture);

    public static TheoryData<string, byte[]> Pictures
    {
        get
        {
            TheoryData<string, byte[]> pictures = [];
            foreach ((string kind, byte[] file) in ValidJpegs.All) pictures.Add(kind, file);
            return pictures;
        }
    }

    [Theory, MemberData(nameof(Pictures))]
    public void A_valid_file_is_decoded_and_keeps_every_promise(string kind, byte[] file)
    {
        Assert.True(EnginePromises.CheckDecoder(file) is null, kind);
        foreach (ReductionMode mode in Enum.GetValues<ReductionMode>()) EnginePromises.CheckReducer(file, new ReductionOptions { Mode = mode });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_damaged_file_is_decoded_or_rejected_with_a_reason(int seed) =>
        Run(seed, 10_000, file => EnginePromises.CheckDecoder(file)?.ToString() ?? "Decoded");

    [Theory]
    [InlineData(3, ReductionMode.Lossless, MetadataPolicy.Keep)]
    [InlineData(4, ReductionMode.Lossy, MetadataPolicy.Strip)]
    [InlineData(5, ReductionMode.Glossy, MetadataPolicy.Keep)]
    public void A_damaged_file_is_reduced_to_a_valid_one_or_rejected_with_a_reason(int seed, ReductionMode mode, MetadataPolicy metadata)
    {
        ReductionOptions options = new() { Mode = mode, Metadata = metadata };

        Run(seed, 1_000, file => EnginePromises.CheckReducer(file, options));
    }

    [Theory]
    [InlineData(8, ReductionMode.Lossless)]
    [InlineData(9, ReductionMode.Lossy)]
    public void A_damaged_file_is_repaired_to_a_valid_one_or_rejected_with_a_reason(int seed, ReductionMode mode) =>
        Run(
            seed, 500,
            file => EnginePromises.CheckReducer(file, new ReductionOptions { Mode = mode, Damaged = DamagedPolicy.Repair, Baseline = seed == 9 }));

    [Fact]
    public void A_damaged_file_reaches_a_target_or_is_rejected_with_a_reason() =>
        Run(seed: 6, 300, file => EnginePromises.CheckReducer(file, new ReductionOptions { TargetScore = 70 }));

    [Fact]
    public void A_damaged_file_is_refined_or_rejected_with_a_reason() =>
        Run(seed: 7, 300, file => EnginePromises.CheckReducer(file, new ReductionOptions { Effort = Effort.High, Quality = 60 }));

    [Theory]
    [InlineData(22_536)]
    [InlineData(25_116)]
    public void A_damaged_orientation_that_readers_interpret_differently_has_a_named_outcome(int index) =>
        EnginePromises.CheckReducer(JpegMutator.Mutate(Valid, seed: 6, index), new ReductionOptions { TargetScore = 70 });

    [Fact]
    public void The_same_seed_and_index_give_the_same_damage()
    {
        Assert.Equal(JpegMutator.Mutate(Valid, 1, 2), JpegMutator.Mutate(Valid, 1, 2));
        Assert.NotEqual(JpegMutator.Mutate(Valid, 1, 2), JpegMutator.Mutate(Valid, 1, 3));
    }

    private void Run(int seed, int unscaled, Func<byte[], string> check)
    {
        int count = (int)Math.Ceiling(unscaled * Scale);
        SortedDictionary<string, int> outcomes = new(StringComparer.Ordinal);
        List<string> broken = [];
        (TimeSpan Time, int Index) slowest = default;
        for (int index = 0; index < count && broken.Count < 20; index++)
        {
            byte[] file = JpegMutator.Mutate(Valid, seed, index);
            long start = Stopwatch.GetTimestamp();
            try
            {
                string outcome = check(file);
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            }
#pragma warning disable CA1031 // The test detects any exception.
            catch (Exception escaped)
#pragma warning restore CA1031
            {
                broken.Add($"Mutation {index} of seed {seed}: {escaped}");
            }

            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            if (taken > slowest.Time) slowest = (taken, index);
        }

        output.WriteLine(
            $"Seed {seed}, {count} mutations: {string.Join(", ", outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}"))}; "
            + $"the slowest, {slowest.Index}, took {slowest.Time.TotalMilliseconds:N0} ms.");
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }
}
