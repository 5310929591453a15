using System.Net;
using JpegReducer.Grains.Resilience;
using JpegReducer.Grains.Workers;
using JpegReducer.Grains.Workers.Fetching;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Embedded;
using JpegReducer.Support.Files;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Grains.Tests.Workers.Fetching;

/// <summary>The real fetcher with a store in a folder, no pauses between attempts, and 127.0.0.0/8 allowed.</summary>
internal sealed class FetchBench : IAsyncDisposable
{
    public const long MaxBytes = 1 << 20;

    private readonly EmbeddedStorage _storage;
    private readonly ServiceProvider _services;
    private int _sequence;

    private FetchBench(
        EmbeddedStorage storage, TimeProvider time, Action<FetchOptions>? configure,
        Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
    {
        _storage = storage;
        ServiceCollection services = new();
        services.AddLogging().AddMetrics().AddSingleton(time).AddSingleton(storage.Blobs).AddSingleton<WorkerInstruments>();
        services.Configure<WorkerOptions>(options => options.Slots = 1);
        services.Configure<FetchOptions>(options =>
        {
            options.AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8")];
            configure?.Invoke(options);
        });
        if (resolve is not null) services.AddSingleton(resolve);
        services.AddFetching(new Backoff(TimeSpan.Zero, TimeSpan.Zero));
        _services = services.BuildServiceProvider();
    }

    public IBlobStore Blobs => _storage.Blobs;

    public static async Task<FetchBench> CreateAsync(
        Action<FetchOptions>? configure = null, TimeProvider? time = null,
        Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        TemporaryFolder folder = new();
        EmbeddedStorage storage = await EmbeddedStorage.OpenAsync(new EmbeddedStorageOptions { DataFolder = folder.Path }, default);
        return new FetchBench(storage, time ?? TimeProvider.System, configure, resolve) { Folder = folder };
    }

    private TemporaryFolder Folder { get; init; } = null!;

    /// <summary>Fetches a URL. Returns the outcome, and the stored file if there is one.</summary>
    public async Task<(FetchOutcome Outcome, byte[]? Stored)> FetchAsync(string url, CancellationToken cancellationToken = default)
    {
        BlobKey key = BlobKey.ForSource(JobId.New(DateTimeOffset.UnixEpoch), _sequence++, DateTimeOffset.UtcNow.AddHours(1));
        FetchOutcome outcome = await _services.GetRequiredService<SourceFetcher>().FetchAsync(url, key, MaxBytes, cancellationToken);
        await using Stream? content = await Blobs.OpenReadAsync(key, default);
        if (content is null) return (outcome, null);

        MemoryStream copy = new();
        await content.CopyToAsync(copy, cancellationToken);
        return (outcome, copy.ToArray());
    }

    /// <summary>Fetches a URL that must fail.</summary>
    public async Task<FetchOutcome.Failed> FailAsync(string url)
    {
        (FetchOutcome outcome, byte[]? stored) = await FetchAsync(url);
        Assert.Null(stored);
        return Assert.IsType<FetchOutcome.Failed>(outcome);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _storage.DisposeAsync();
        Folder.Dispose();
    }
}
