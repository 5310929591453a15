using System.Security.Cryptography;
using JpegReducer.Grains.Workers;
using JpegReducer.Grains.Workers.Faults;
using JpegReducer.Grains.Workers.Isolation;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Files;
using JpegReducer.Support.Images;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Tests.Workers;

/// <summary>The real program in a process of its own; and shell scripts that behave as it must not.</summary>
public sealed class IsolatedReducerTests : IDisposable
{
    private const string Poison = "jpegreducer-test-poison";
    private const string SaysThatItHasBegun = @"printf '\000\000\000\000'";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, byte[]> Files => new()
    {
        { "photo", TestImages.Photo() },
        { "png, through libvips", TestImages.ScreenPng() },
        { "animation", TestImages.AnimatedGif() },
        { "damaged", BrokenImages.Truncated(TestImages.Photo()) },
        { "truncated", BrokenImages.CutInHeader(TestImages.Photo()) },
        { "corrupt", BrokenImages.CorruptPng() },
        { "no image", BrokenImages.Html },
        { "bomb", BrokenImages.BombHeader() },
    };

    [Theory, MemberData(nameof(Files))]
    public void A_file_ends_in_isolation_as_it_does_here(string name, byte[] file)
    {
        ReductionOptions options = new() { Mode = ReductionMode.Glossy, Quality = 70, Metadata = MetadataPolicy.Keep };
        ReductionOutcome here = new Reducer(new ReductionLimits()).Reduce(file, options, default);

        Attempt attempt = Isolated(Node).Reduce(file, options, memory: 0, default);

        ReductionOutcome there = Assert.IsType<Attempt.Ended>(attempt).Outcome;
        Assert.Equal((name, Shape(here)), (name, Shape(there)));
    }

    [Theory]
    [InlineData(DamagedPolicy.Keep, false, MetadataPolicy.Strip)]
    [InlineData(DamagedPolicy.Repair, false, MetadataPolicy.Rights)]
    [InlineData(DamagedPolicy.Repair, true, MetadataPolicy.Keep)]
    public void A_damaged_file_is_treated_in_isolation_as_its_options_say(DamagedPolicy damaged, bool baseline, MetadataPolicy metadata)
    {
        ReductionOptions options = new() { Damaged = damaged, Baseline = baseline, Metadata = metadata };
        foreach (byte[] file in (byte[][])[BrokenImages.Truncated(TestImages.Photo()), BrokenImages.CorruptJpeg(), BrokenImages.ImpossibleTables()])
        {
            ReductionOutcome here = new Reducer(new ReductionLimits()).Reduce(file, options, default);

            ReductionOutcome there = Assert.IsType<Attempt.Ended>(Isolated(Node).Reduce(file, options, memory: 0, default)).Outcome;

            Assert.Equal(Shape(here), Shape(there));
        }
    }

    /// <summary>For every n-th file of a folder of fuzzing seeds, where JPEGREDUCER_FUZZ_SEEDS names one (n: JPEGREDUCER_FUZZ_STEP).</summary>
    [Fact]
    public void Every_seed_of_a_fuzzer_ends_in_isolation_as_it_does_here()
    {
        string? folder = Environment.GetEnvironmentVariable("JPEGREDUCER_FUZZ_SEEDS");
        int step = int.Parse(Environment.GetEnvironmentVariable("JPEGREDUCER_FUZZ_STEP") ?? "50", System.Globalization.CultureInfo.InvariantCulture);
        IEnumerable<byte[]> files = folder is null
            ? [BrokenImages.Empty, BrokenImages.CutInHeader(TestImages.Photo(64, 64)), BrokenImages.Truncated(TestImages.Photo(64, 64))]
            : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, index) => index % step == 0).Select(File.ReadAllBytes);

        Assert.All(files, file =>
        {
            ReductionOutcome here = new Reducer(new ReductionLimits()).Reduce(file, new ReductionOptions(), default);

            Attempt there = Isolated(Node).Reduce(file, new ReductionOptions(), memory: 0, default);

            Assert.Equal(Shape(here), Shape(Assert.IsType<Attempt.Ended>(there).Outcome));
        });
    }

    [Fact]
    public void A_file_that_was_reduced_to_the_end_is_kept_in_isolation_too()
    {
        ReductionOptions lossless = new() { Mode = ReductionMode.Lossless };
        byte[] reduced = Assert.IsType<ReductionOutcome.Reduced>(new Reducer(new ReductionLimits()).Reduce(TestImages.Photo(), lossless, default)).Bytes.ToArray();

        Attempt attempt = Isolated(Node).Reduce(reduced, lossless, memory: 0, default);

        Assert.IsType<ReductionOutcome.Kept>(Assert.IsType<Attempt.Ended>(attempt).Outcome);
    }

    [Fact]
    public void A_file_that_kills_its_process_is_told_with_the_signal()
    {
        Attempt attempt = Isolated(Node).Reduce(BrokenImages.Marked(TestImages.Photo(), Poison), new ReductionOptions(), memory: 0, default);

        Assert.Equal(new Attempt.Died("signal 9"), attempt);
    }

    [Fact]
    public void A_process_that_ends_without_an_answer_is_told_with_its_exit_code() =>
        Assert.Equal(new Attempt.Died("exit code 7"), Isolated(Script($"{SaysThatItHasBegun}; exit 7")).Reduce(TestImages.Photo(), new ReductionOptions(), memory: 0, default));

    [Fact]
    public void A_process_that_hangs_is_killed_with_all_it_started()
    {
        IsolatedReducer hanging = Isolated(Script($"{SaysThatItHasBegun}; sleep 1000 & echo $! > {Child}; wait"), new ReductionLimits { MaxDuration = TimeSpan.FromSeconds(1) });

        Attempt attempt = hanging.Reduce(TestImages.Photo(), new ReductionOptions(), memory: 0, default);

        ReductionOutcome outcome = Assert.IsType<Attempt.Ended>(attempt).Outcome;
        Assert.Equal(FailureReason.TimedOut, Assert.IsType<ReductionOutcome.Failed>(outcome).Reason);
        AssertGone(File.ReadAllText(Child));
    }

    [Fact]
    public async Task A_process_whose_image_nobody_waits_for_any_more_is_killed()
    {
        using CancellationTokenSource abandoned = new();
        IsolatedReducer hanging = Isolated(Script($"{SaysThatItHasBegun}; echo $$ > {Child}.new; mv {Child}.new {Child}; exec sleep 1000"));
        using FileSystemWatcher watcher = new(_folder.Path, "child") { EnableRaisingEvents = true };
        watcher.Renamed += (_, _) => abandoned.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Task.Run(() => hanging.Reduce(TestImages.Photo(), new ReductionOptions(), memory: 0, abandoned.Token)));

        AssertGone(File.ReadAllText(Child));
    }

    [Theory]
    [InlineData("exit 3")] // as where the runtime is missing
    [InlineData(@"printf '\377\377\377\177'")] // two gigabytes to come
    public void A_process_that_does_not_begin_is_no_fault_of_the_image(string script) =>
        Assert.Throws<IOException>(() => Isolated(Script(script)).Reduce(TestImages.Photo(), new ReductionOptions(), memory: 0, default));

    [Fact]
    public void A_program_that_is_not_there_is_no_fault_of_the_image() =>
        Assert.Throws<IOException>(() => Isolated(new IsolationProgram("/missing/program", [])).Reduce(TestImages.Photo(), new ReductionOptions(), memory: 0, default));

    [Fact]
    public void A_process_without_memory_dies_alone()
    {
        byte[] large = TestImages.Photo(3000, 2000);
        WorkerOptions small = new() { MemoryMegabytes = 8 };

        Attempt attempt = Isolated(Node, worker: small).Reduce(large, new ReductionOptions(), memory: 0, default);

        // Whether the runtime falls or the engine catches it depends on where the last byte was.
        Assert.True(attempt is Attempt.Died or Attempt.Ended(ReductionOutcome.Failed { Reason: FailureReason.EngineFault }), attempt.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private static IsolationProgram Node => new(Path.Combine(AppContext.BaseDirectory, "JpegReducer.Silo"), [IsolatedReduction.Argument]);

    private string Child => _folder["child"];

    private static IsolatedReducer Isolated(IsolationProgram program, ReductionLimits? limits = null, WorkerOptions? worker = null) => new(
        new Sandbox(program, NullLogger<Sandbox>.Instance),
        limits ?? new ReductionLimits(),
        Options.Create(worker ?? new WorkerOptions()),
        Options.Create(new FaultOptions { CrashOn = Poison }))
    {
        Margin = limits is null ? TimeSpan.FromSeconds(60) : TimeSpan.Zero,
    };

    /// <summary>A program that fails when it is asked nothing, so that it is not started in a sandbox.</summary>
    private static IsolationProgram Script(string commands) => new("/bin/sh", ["-c", $"[ $(head -c 1 | wc -c) = 1 ] || exit 1; {commands}"]);

    /// <summary>An outcome whose bytes are compared, not where they are.</summary>
    private static (ReductionOutcome, string) Shape(ReductionOutcome outcome) => outcome is ReductionOutcome.Reduced reduced
        ? (reduced with { Bytes = default }, Convert.ToHexString(SHA256.HashData(reduced.Bytes.Span)))
        : (outcome, "");

    /// <summary>A process of another's dies a moment after it was killed, and may wait to be buried (Z) where nobody does.</summary>
    private static void AssertGone(string processId)
    {
        string status = $"/proc/{processId.Trim()}/status";
        Assert.True(SpinWait.SpinUntil(() => !File.Exists(status) || File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal), TimeSpan.FromSeconds(30)));
    }
}
