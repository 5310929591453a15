using JpegReducer.Grains.Workers;
using JpegReducer.Grains.Workers.Sources;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Retention;
using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Embedded;
using JpegReducer.Support.Files;
using JpegReducer.Support.Images;
using Microsoft.Extensions.Options;
using EngineOutput = JpegReducer.Imaging.Reduction.OutputRequest;
using OutputRequest = JpegReducer.Interfaces.Jobs.OutputRequest;

namespace JpegReducer.Grains.Tests.Workers.Sources;

public sealed class SourceLoaderTests : IAsyncLifetime
{
    private static readonly ReductionSettings MainAndWebP = new()
    {
        Outputs = [new OutputRequest(OutputNames.Main, OutputFormat.Keep), new OutputRequest(OutputNames.WebP, OutputFormat.WebP)],
    };

    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage _storage = null!;

    public async Task InitializeAsync() =>
        _storage = await EmbeddedStorage.OpenAsync(new EmbeddedStorageOptions { DataFolder = _folder.Path }, default);

    public async Task DisposeAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_memory_reserved_for_an_item_includes_all_its_outputs()
    {
        byte[] source = TestImages.PhotoPng();
        ImageInfo info = ImageHeader.Read(source).Info!.Value;
        long main = WorkingMemory.Needed(info, new ReductionOptions());
        long both = WorkingMemory.Needed(info, new ReductionOptions { Outputs = [new EngineOutput("webp", "webp")] });
        Assert.True(both > main);

        Assert.Equal((2 * source.Length) + main, await ReservedAsync(source, new ReductionSettings())); // source and main output
        Assert.Equal((3 * source.Length) + both, await ReservedAsync(source, MainAndWebP)); // and the WebP
    }

    /// <summary>Loads a source; returns the memory that is stated and reserved for it.</summary>
    private async Task<long> ReservedAsync(byte[] source, ReductionSettings settings)
    {
        const long Budget = 1 << 30;
        MemoryBudget budget = new(Budget);
        SourceLoader loader = new(
            _storage.Blobs, fetcher: null!, budget, new ReductionLimits(), Options.Create(new RetentionOptions()),
            Options.Create(new WorkerOptions()), TimeProvider.System);
        JobId job = JobId.New(DateTimeOffset.UtcNow);
        DateTimeOffset expiresAt = DateTimeOffset.UtcNow.AddHours(1);
        BlobKey key = BlobKey.ForSource(job, 0, expiresAt);
        BlobInfo blob = await _storage.Blobs.WriteAsync(key, new MemoryStream(source), source.Length, default);
        WorkItem item = new(0, "photo.png", new ItemSource.Uploaded(new StoredFile(key, blob.Bytes, blob.Sha256, expiresAt)));

        LoadedSource.Loaded loaded = Assert.IsType<LoadedSource.Loaded>(await loader.LoadAsync(job, item, settings, default));

        using IDisposable rest = await budget.ReserveAsync(Budget - loaded.MemoryBytes);
        Task<IDisposable> more = budget.ReserveAsync(1);
        Assert.False(more.IsCompleted); // so that no byte less is reserved than stated
        loaded.Reservation.Dispose();
        (await more).Dispose();
        return loaded.MemoryBytes;
    }
}
