using JpegReducer.Interfaces.Ids;
using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Blobs.S3;
using JpegReducer.Support.ObjectStore;

namespace JpegReducer.Storage.Tests.Blobs;

/// <summary>A store without conditional writes fulfils the same contract.</summary>
public sealed class StoreWithoutConditionsTests : BlobStoreContract, IAsyncLifetime
{
    private readonly SmallObjectStore _small = new() { Conditions = Conditions.NotImplemented };
    private S3BlobStore _store = null!;

    protected override IBlobStore Store => _store;

    protected override bool FirstWriterWins => false;

    public async Task InitializeAsync() => _store = await LimitedObjectStoreTests.OpenAsync(_small);

    public Task DisposeAsync()
    {
        _store.Dispose();
        _small.Dispose();
        return Task.CompletedTask;
    }

    protected override void AssertNothingIsLeftBehind() =>
        Assert.DoesNotContain(_small.Keys, key => key.StartsWith("checks/", StringComparison.Ordinal));
}

/// <summary>Object stores without some features: supported, or rejected with an error message.</summary>
public sealed class LimitedObjectStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly SmallObjectStore _small = new();

    [Theory]
    [InlineData(Conditions.Honoured)]
    [InlineData(Conditions.Ignored)]
    [InlineData(Conditions.NotImplemented)]
    [InlineData(Conditions.BadRequest)]
    public async Task The_first_of_two_writes_of_a_key_is_kept_by_stores_with_and_without_conditions(Conditions conditions)
    {
        _small.Conditions = conditions;
        using S3BlobStore store = await OpenAsync(_small);
        BlobKey key = BlobKey.ForUpload(JobId.New(Noon), Noon);

        BlobInfo first = await store.WriteAsync(key, new MemoryStream([1, 2, 3]), 10, default);
        BlobInfo second = await store.WriteAsync(key, new MemoryStream([4]), 10, default);

        Assert.Equal(3, first.Bytes);
        Assert.Equal(first, second);
        Assert.Equal([key.Text], _small.Keys); // and the probes are deleted
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Expired_files_are_deleted_if_deletions_need_an_md5_or_are_sent_one_by_one(bool needsMd5, bool hasNoBulkDelete)
    {
        (_small.NeedsMd5, _small.HasNoBulkDelete) = (needsMd5, hasNoBulkDelete);
        using S3BlobStore store = await OpenAsync(_small);
        for (int i = 0; i < 30; i++) await store.WriteAsync(BlobKey.ForUpload(JobId.New(Noon), Noon), new MemoryStream([1]), 1, default);

        DeletedPrefix deleted = Assert.Single(await SweepAsync(store));

        Assert.Equal((30, 30, null), (deleted.Files, deleted.Bytes, deleted.Failure));
        Assert.Empty(_small.Keys);
    }

    [Fact]
    public async Task A_minute_that_cannot_be_deleted_is_reported_and_does_not_stop_the_others()
    {
        using S3BlobStore store = await OpenAsync(_small);
        foreach (int minute in (int[])[0, 1, 2])
            await store.WriteAsync(BlobKey.ForUpload(JobId.New(Noon), Noon.AddMinutes(minute)), new MemoryStream([1]), 1, default);
        _small.Undeletable = key => key.StartsWith(BlobKey.Prefix(Noon.AddMinutes(1)), StringComparison.Ordinal);

        List<DeletedPrefix> deleted = await SweepAsync(store);

        Assert.Equal([true, false, true], deleted.Select(prefix => prefix.Failure is null));
        Assert.Contains("AccessDenied (403)", deleted[1].Failure!.Message, StringComparison.Ordinal);
        Assert.Single(_small.Keys);
    }

    [Fact]
    public async Task A_read_only_store_is_rejected_with_its_response()
    {
        _small.IsReadOnly = true;
        using S3BlobStore store = await OpenAsync(_small);

        StorageRefusedException refused = await Assert.ThrowsAsync<StorageRefusedException>(() => store.CheckAsync(default));

        Assert.Contains("AccessDenied (403)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_file_for_a_store_without_multipart_uploads_is_rejected_with_its_response()
    {
        using S3BlobStore store = await OpenAsync(_small);

        StorageRefusedException refused = await Assert.ThrowsAsync<StorageRefusedException>(
            () => store.WriteAsync(BlobKey.ForUpload(JobId.New(Noon), Noon), new MemoryStream(new byte[9 << 20]), 10 << 20, default));

        Assert.Contains("NotImplemented (501)", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _small.Dispose();

    internal static Task<S3BlobStore> OpenAsync(SmallObjectStore store) => S3BlobStore.OpenAsync(
        new S3Options { Endpoint = store.Endpoint, Bucket = "images", AccessKey = "key", SecretKey = "secret" }, default);

    private static async Task<List<DeletedPrefix>> SweepAsync(S3BlobStore store)
    {
        List<DeletedPrefix> deleted = [];
        await foreach (DeletedPrefix prefix in store.DeleteDueAsync(Noon.AddHours(1), default)) deleted.Add(prefix);
        return deleted;
    }
}
