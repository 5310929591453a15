using System.Collections.Concurrent;
using JpegReducer.ApiContracts;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage;
using JpegReducer.Storage.Blobs;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Silo.Tests;

/// <summary>Attempts that fail unexpectedly, and attempts that fail because storage does.</summary>
public sealed class FailedAttemptsTests
{
    private const string Fault = "jpegreducer-drill-fault";
    private const int MaxAttempts = 3;

    /// <summary>With leases that do not expire when the clock is set forward.</summary>
    private static readonly string[] Settings = ["--Faults:FailOn", Fault, "--Jobs:LeaseSilence", "00:10:00"];

    [Fact]
    public async Task A_job_of_a_hundred_images_that_fail_unexpectedly_ends_after_three_attempts_per_image()
    {
        Attempts attempts = new();
        await using TestNode node = await StartAsync(attempts);
        using NodeClient client = node.CreateClient();
        string job = await client.OpenJobAsync();
        byte[][] images = [.. Enumerable.Range(0, 120).Select(seed => TestImages.Photo(48, 32, seed))];
        await client.UploadAsync(job, images.Select((image, i) => ($"{i}.jpg", i < 100 ? BrokenImages.Marked(image, Fault) : image)));

        JobView end = await client.FinishAsync(job);

        Assert.Equal((120, 100), (end.Counts.Total, end.Counts.Failed));
        IReadOnlyList<ManifestItem> manifest = await client.ManifestAsync(job);
        Assert.All(manifest.Take(100), item =>
        {
            Assert.Equal(("internal-error", false), (item.Reason, item.Charged));
            Assert.Equal("Something unexpected failed in 3 attempts. The operator finds why in the log.", item.Detail);
        });
        Assert.All(manifest.Skip(100), item => Assert.Null(item.Detail));
        Assert.Equal(Enumerable.Repeat(MaxAttempts, 100), attempts.BySequence.OrderBy(count => count.Key).Select(count => count.Value));
        Assert.InRange(
            await client.MetricAsync("jpegreducer_worker_attempts_failed_total", "cause=\"unexpected\""), 100 * MaxAttempts,
            double.MaxValue);
        Assert.Equal(end.Counts.Charged, (await client.UsageAsync()).Total.Charged);
    }

    [Fact]
    public async Task Attempts_are_still_counted_when_the_job_grain_moves_during_the_back_off()
    {
        Attempts attempts = new() { MovesTheJob = true };
        await using TestNode node = await StartAsync(attempts);
        using NodeClient client = node.CreateClient();
        string job = await client.OpenJobAsync();
        await client.UploadAsync(job, [("a.jpg", BrokenImages.Marked(TestImages.Photo(), Fault)), ("b.jpg", TestImages.Photo())]);

        JobView end = await client.FinishAsync(job);

        Assert.Equal((2, 1), (end.Counts.Total, end.Counts.Failed));
        Assert.Equal(MaxAttempts, attempts.BySequence[0]);
        Assert.True(attempts.Activations > 1, "the grain did not move");
    }

    [Fact]
    public async Task Attempts_are_still_counted_after_a_restart_of_the_node()
    {
        Attempts attempts = new();
        await using TestNode node = await StartAsync(attempts);
        using NodeClient client = node.CreateClient();
        string job = await client.OpenJobAsync();
        await client.UploadAsync(job, [("a.jpg", BrokenImages.Marked(TestImages.Photo(), Fault))]);
        await client.SealAsync(job);
        await attempts.First;

        await node.RestartAsync(attempts.Watch, Settings);
        using NodeClient again = node.CreateClient();
        JobView end = await again.WaitAsync(job, view => view.State is ApiContracts.JobState.Done);

        Assert.Equal(1, end.Counts.Failed);
        Assert.Equal(MaxAttempts, attempts.BySequence[0]);
    }

    [Fact]
    public async Task Storage_that_is_unavailable_for_longer_than_three_attempts_fails_no_image()
    {
        Attempts attempts = new();
        UnavailableStore store = new() { Fails = 4, Error = () => new StorageUnavailableException("The object store"), IsHealthy = false };
        await using TestNode node = await TestNode.StartAsync(
            services =>
            {
                attempts.Watch(services);
                store.Decorate(services);
            },
            Settings);
        using NodeClient client = node.CreateClient();
        string job = await client.OpenJobAsync();
        await client.UploadAsync(job, [("a.jpg", TestImages.Photo())]);

        JobView end = await client.FinishAsync(job);

        Assert.Equal(0, end.Counts.Failed);
        Assert.Equal(4, attempts.BySequence[0]);
        Assert.All(attempts.Causes, cause => Assert.Equal(AttemptFailure.Outage, cause));
    }

    [Fact]
    public async Task A_file_that_storage_always_rejects_fails_while_the_others_are_reduced()
    {
        Attempts attempts = new();
        UnavailableStore store =
            new() { Fails = int.MaxValue, Error = () => new StorageRefusedException("The object store refuses this."), OnlyBytes = 0 };
        await using TestNode node = await TestNode.StartAsync(
            services =>
            {
                attempts.Watch(services);
                store.Decorate(services);
            },
            Settings);
        using NodeClient client = node.CreateClient();
        string job = await client.OpenJobAsync();
        byte[] refused = TestImages.Photo(200, 100);
        store.OnlyBytes = refused.Length;
        await client.UploadAsync(job, [("refused.jpg", refused), ("good.jpg", TestImages.Photo(64, 48))]);

        JobView end = await client.FinishAsync(job);

        Assert.Equal((2, 1), (end.Counts.Total, end.Counts.Failed));
        Assert.Equal("internal-error", (await client.ManifestAsync(job))[0].Reason);
        Assert.Equal(MaxAttempts, attempts.BySequence.Single().Value);
    }

    private static Task<TestNode> StartAsync(Attempts attempts) => TestNode.StartAsync(attempts.Watch, Settings);

    /// <summary>Counts the failed attempts that are reported to jobs, and sets the clock to the end of their back-off.</summary>
    private sealed class Attempts : IIncomingGrainCallFilter
    {
        private static readonly TimeSpan LongerThanTheBackOff = TimeSpan.FromSeconds(10);

        private readonly OffsetTime _time = new();
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentDictionary<object, bool> _activations = [];

        /// <summary>Whether the job grain deactivates after each of them, as when it moves.</summary>
        public bool MovesTheJob { get; init; }

        public ConcurrentDictionary<int, int> BySequence { get; } = [];

        public ConcurrentBag<AttemptFailure> Causes { get; } = [];

        public int Activations => _activations.Count;

        public Task First => _first.Task;

        public void Watch(IServiceCollection services) =>
            services.AddSingleton<TimeProvider>(_time).AddSingleton<IIncomingGrainCallFilter>(this);

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.MethodName != nameof(IJobWork.ReportFailuresAsync))
            {
                await context.Invoke();
                return;
            }

            // Counted first, so that a reader of a finished job sees the last attempt.
            foreach (FailedAttempt attempt in (FailedAttempt[])context.Request.GetArgument(1)!)
            {
                BySequence.AddOrUpdate(attempt.Sequence, 1, (_, count) => count + 1);
                Causes.Add(attempt.Cause);
            }

            await context.Invoke();
            _time.Advance(LongerThanTheBackOff);
            _activations[context.Grain] = true;
            if (MovesTheJob) ((IGrainBase)context.Grain).DeactivateOnIdle();
            _first.TrySetResult();
        }
    }

    /// <summary>The node's blob store, which temporarily fails to open some files.</summary>
    private sealed class UnavailableStore : IBlobStore
    {
        private IBlobStore _inner = null!;
        private int _failed;

        public int Fails { get; init; }

        /// <summary>Only files of this length fail; <see langword="null"/>: all files.</summary>
        public long? OnlyBytes { get; set; }

        /// <summary>Whether its health check passes while it fails.</summary>
        public bool IsHealthy { get; init; } = true;

        public required Func<Exception> Error { get; init; }

        public void Decorate(IServiceCollection services)
        {
            _inner = (IBlobStore)services.Last(service => service.ServiceType == typeof(IBlobStore)).ImplementationInstance!;
            services.AddSingleton<IBlobStore>(this);
        }

        public async Task<Stream?> OpenReadAsync(BlobKey key, CancellationToken cancellationToken)
        {
            Stream? content = await _inner.OpenReadAsync(key, cancellationToken);
            if (content is null || (OnlyBytes is { } bytes && bytes != content.Length) || Interlocked.Increment(ref _failed) > Fails)
                return content;

            await content.DisposeAsync();
            throw Error();
        }

        public Task CheckAsync(CancellationToken cancellationToken) =>
            IsHealthy || _failed > Fails ? _inner.CheckAsync(cancellationToken) : Task.FromException(Error());

        public Task<BlobInfo> WriteAsync(BlobKey key, Stream content, long maxBytes, CancellationToken cancellationToken) =>
            _inner.WriteAsync(key, content, maxBytes, cancellationToken);

        public Task DeleteAsync(BlobKey key, CancellationToken cancellationToken) => _inner.DeleteAsync(key, cancellationToken);

        public IAsyncEnumerable<DeletedPrefix> DeleteDueAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
            _inner.DeleteDueAsync(now, cancellationToken);

        public Task<DateTimeOffset?> GetEarliestExpiryAsync(CancellationToken cancellationToken) =>
            _inner.GetEarliestExpiryAsync(cancellationToken);
    }
}
