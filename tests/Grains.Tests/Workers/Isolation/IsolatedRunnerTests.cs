using System.Security.Cryptography;
using JpegReducer.Grains.Workers;
using JpegReducer.Grains.Workers.Engine;
using JpegReducer.Grains.Workers.FaultInjection;
using JpegReducer.Grains.Workers.Isolation;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Files;
using JpegReducer.Support.Images;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Tests.Workers.Isolation;

/// <summary>The real program in a child process, and shell scripts that misbehave.</summary>
[Trait("Category", "Process")]
public sealed class IsolatedRunnerTests : IDisposable
{
    private const string Poison = "jpegreducer-test-poison";
    private const string ReportsStart = @"printf '\000\000\000\000'";

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

        ReductionAttempt attempt = Isolated(Node).Reduce(file, ImageHeader.Read(file), options, memoryBytes: 0, default);

        ReductionOutcome there = Assert.IsType<ReductionAttempt.Completed>(attempt).Outcome;
        Assert.Equal((name, Shape(here)), (name, Shape(there)));
    }

    [Theory]
    [InlineData(DamagedPolicy.Keep, false, MetadataPolicy.Strip)]
    [InlineData(DamagedPolicy.Repair, false, MetadataPolicy.Rights)]
    [InlineData(DamagedPolicy.Repair, true, MetadataPolicy.Keep)]
    public void A_damaged_file_is_treated_in_isolation_as_its_options_say(DamagedPolicy damaged, bool baseline, MetadataPolicy metadata)
    {
        ReductionOptions options = new() { Damaged = damaged, Baseline = baseline, Metadata = metadata };
        foreach (byte[] file in (byte[][])[BrokenImages.Truncated(TestImages.Photo()), BrokenImages.CorruptJpeg(),
            BrokenImages.ImpossibleTables()])
        {
            ReductionOutcome here = new Reducer(new ReductionLimits()).Reduce(file, options, default);

            ReductionOutcome there =
                Assert.IsType<ReductionAttempt.Completed>(
                Isolated(Node).Reduce(file, ImageHeader.Read(file), options, memoryBytes: 0, default)).Outcome;

            Assert.Equal(Shape(here), Shape(there));
        }
    }

    /// <summary>
    /// For every n-th file of a folder of fuzzing seeds, where JPEGREDUCER_FUZZ_SEEDS names one (n: JPEGREDUCER_FUZZ_STEP).
    /// </summary>
    [Fact]
    public void Every_seed_of_a_fuzzer_ends_in_isolation_as_it_does_here()
    {
        string? folder = Environment.GetEnvironmentVariable("JPEGREDUCER_FUZZ_SEEDS");
        int step =
            int.Parse(
            Environment.GetEnvironmentVariable("JPEGREDUCER_FUZZ_STEP") ?? "50", System.Globalization.CultureInfo.InvariantCulture);
        IEnumerable<byte[]> files = folder is null
            ? [BrokenImages.Empty, BrokenImages.CutInHeader(TestImages.Photo(64, 64)), BrokenImages.Truncated(TestImages.Photo(64, 64))]
            : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Where((_, index) => index % step == 0).Select(File.ReadAllBytes);

        Assert.All(files, file =>
        {
            ReductionOutcome here = new Reducer(new ReductionLimits()).Reduce(file, new ReductionOptions(), default);

            ReductionAttempt there = Isolated(Node).Reduce(file, ImageHeader.Read(file), new ReductionOptions(), memoryBytes: 0, default);

            Assert.Equal(Shape(here), Shape(Assert.IsType<ReductionAttempt.Completed>(there).Outcome));
        });
    }

    [Fact]
    public void Other_outputs_end_in_isolation_as_they_do_here()
    {
        ReductionOptions options = new() { Outputs = [new OutputRequest("webp", "webp")] };
        Type[] kinds = [.. ((byte[][])[TestImages.PhotoPng(), TestImages.Photo(), TestImages.WebP()]).Select(file =>
        {
            ReductionOutcome here = new Reducer(new ReductionLimits()).Reduce(file, options, default);

            ReductionAttempt attempt = Isolated(Node).Reduce(file, ImageHeader.Read(file), options, memoryBytes: 0, default);

            ReductionOutcome there = Assert.IsType<ReductionAttempt.Completed>(attempt).Outcome;
            OutputOutcome expected = Assert.Single(here.Others), other = Assert.Single(there.Others);
            Assert.Equal(Shape(here with { Others = [] }), Shape(there with { Others = [] }));
            Assert.Equal(Shape(expected), Shape(other));
            return other.GetType();
        })];

        Assert.Equal([typeof(OutputOutcome.Reduced), typeof(OutputOutcome.Skipped), typeof(OutputOutcome.Skipped)], kinds);
    }

    [Fact]
    public void A_file_that_cannot_be_reduced_further_is_kept_in_isolation_too()
    {
        ReductionOptions lossless = new() { Mode = ReductionMode.Lossless };
        byte[] reduced =
            Assert.IsType<ReductionOutcome.Reduced>(
            new Reducer(new ReductionLimits()).Reduce(TestImages.Photo(), lossless, default)).Bytes.ToArray();

        ReductionAttempt attempt = Isolated(Node).Reduce(reduced, ImageHeader.Read(reduced), lossless, memoryBytes: 0, default);

        Assert.IsType<ReductionOutcome.Kept>(Assert.IsType<ReductionAttempt.Completed>(attempt).Outcome);
    }

    [Fact]
    public void A_file_that_kills_its_process_is_reported_with_the_signal()
    {
        ReductionAttempt attempt = Isolated(Node)
            .Reduce(
            BrokenImages.Marked(TestImages.Photo(), Poison), ImageHeader.Read(BrokenImages.Marked(TestImages.Photo(), Poison)),
            new ReductionOptions(), memoryBytes: 0, default);

        Assert.Equal(new ReductionAttempt.ProcessDied("signal 9"), attempt);
    }

    [Fact]
    public void A_process_that_exits_without_a_response_is_reported_with_its_exit_code() =>
        Assert.Equal(
            new ReductionAttempt.ProcessDied("exit code 7"),
            Isolated(Script($"{ReportsStart}; exit 7"))
            .Reduce(TestImages.Photo(), ImageHeader.Read(TestImages.Photo()), new ReductionOptions(), memoryBytes: 0, default));

    [Fact]
    public void A_process_that_hangs_is_killed_with_its_children()
    {
        IsolatedRunner hanging =
            Isolated(
            Script($"{ReportsStart}; sleep 1000 & echo $! > {Child}; wait"), new ReductionLimits { MaxDuration = TimeSpan.FromSeconds(1) });

        ReductionAttempt attempt =
            hanging.Reduce(TestImages.Photo(), ImageHeader.Read(TestImages.Photo()), new ReductionOptions(), memoryBytes: 0, default);

        ReductionOutcome outcome = Assert.IsType<ReductionAttempt.Completed>(attempt).Outcome;
        Assert.Equal(FailureReason.TimedOut, Assert.IsType<ReductionOutcome.Failed>(outcome).Reason);
        AssertDead(File.ReadAllText(Child));
    }

    [Fact]
    public async Task The_process_of_an_abandoned_item_is_killed()
    {
        using CancellationTokenSource abandoned = new();
        IsolatedRunner hanging = Isolated(Script($"{ReportsStart}; echo $$ > {Child}.new; mv {Child}.new {Child}; exec sleep 1000"));
        using FileSystemWatcher watcher = new(_folder.Path, "child") { EnableRaisingEvents = true };
        watcher.Renamed += (_, _) => abandoned.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () =>
                Task.Run(
                () =>
                hanging.Reduce(
                TestImages.Photo(), ImageHeader.Read(TestImages.Photo()), new ReductionOptions(), memoryBytes: 0, abandoned.Token)));

        AssertDead(File.ReadAllText(Child));
    }

    [Theory]
    [InlineData("exit 3")] // for example a missing runtime
    [InlineData(@"printf '\377\377\377\177'")] // announces two gigabytes
    public void A_process_that_does_not_start_is_not_blamed_on_the_image(string script) =>
        Assert.Throws<IOException>(
            () =>
            Isolated(Script(script))
            .Reduce(TestImages.Photo(), ImageHeader.Read(TestImages.Photo()), new ReductionOptions(), memoryBytes: 0, default));

    [Fact]
    public void A_missing_program_is_not_blamed_on_the_image() =>
        Assert.Throws<IOException>(
            () =>
            Isolated(new IsolationProgram("/missing/program", []))
            .Reduce(TestImages.Photo(), ImageHeader.Read(TestImages.Photo()), new ReductionOptions(), memoryBytes: 0, default));

    [Fact]
    public void A_process_without_memory_does_not_affect_the_node()
    {
        byte[] large = TestImages.Photo(3000, 2000);
        WorkerOptions small = new() { MemoryMegabytes = 8 };

        ReductionAttempt attempt = Isolated(Node, worker: small)
            .Reduce(large, ImageHeader.Read(large), new ReductionOptions(), memoryBytes: 0, default);

        // Whether the runtime exits or the engine catches the exception depends on which allocation fails.
        Assert.True(
            attempt is ReductionAttempt.ProcessDied
            or ReductionAttempt.Completed(ReductionOutcome.Failed { Reason: FailureReason.EngineFault }), attempt.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private static IsolationProgram Node => new(Path.Combine(AppContext.BaseDirectory, "JpegReducer.Silo"), [IsolatedReduction.Argument]);

    private string Child => _folder["child"];

    private static IsolatedRunner Isolated(IsolationProgram program, ReductionLimits? limits = null, WorkerOptions? worker = null) => new(
        new Sandbox(program, NullLogger<Sandbox>.Instance),
        limits ?? new ReductionLimits(),
        Options.Create(worker ?? new WorkerOptions()),
        Options.Create(new FaultOptions { CrashOn = Poison }))
    {
        Margin = limits is null ? TimeSpan.FromSeconds(60) : TimeSpan.Zero,
    };

    /// <summary>A program that fails when its input ends, so that it is not started in a sandbox.</summary>
    private static IsolationProgram Script(string commands) =>
        new("/bin/sh", ["-c", $"[ $(head -c 1 | wc -c) = 1 ] || exit 1; {commands}"]);

    /// <summary>An outcome in a form that compares bytes by their content.</summary>
    private static (ReductionOutcome, string) Shape(ReductionOutcome outcome) => outcome is ReductionOutcome.Reduced reduced
        ? (reduced with { Bytes = default }, Convert.ToHexString(SHA256.HashData(reduced.Bytes.Span)))
        : (outcome, "");

    private static (OutputOutcome, string) Shape(OutputOutcome outcome) => outcome is OutputOutcome.Reduced reduced
        ? (reduced with { Bytes = default }, Convert.ToHexString(SHA256.HashData(reduced.Bytes.Span)))
        : (outcome, "");

    /// <summary>A grandchild dies shortly after it was killed, and stays a zombie (Z) where no process reaps it.</summary>
    private static void AssertDead(string processId)
    {
        string status = $"/proc/{processId.Trim()}/status";
        Assert.True(
            SpinWait.SpinUntil(
            () =>
            !File.Exists(status) || File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal), TimeSpan.FromSeconds(30)));
    }
}
