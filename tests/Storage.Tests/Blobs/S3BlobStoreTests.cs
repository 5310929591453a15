using Amazon.S3;
using Amazon.S3.Model;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Blobs.S3;
using JpegReducer.Support.ObjectStore;

namespace JpegReducer.Storage.Tests.Blobs;

[Trait("Category", "Process")]
public sealed class S3BlobStoreTests(CephFixture ceph) : BlobStoreContract, IClassFixture<CephFixture>, IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly string _bucket = $"test-{Guid.NewGuid():N}";
    private AmazonS3Client _client = null!;
    private S3BlobStore _store = null!;

    protected override IBlobStore Store => _store;

    public async Task InitializeAsync()
    {
        _client = S3Clients.Create(ceph.Options(_bucket));
        await _client.PutBucketAsync(_bucket);
        _store = new S3BlobStore(_client, _bucket);
    }

    public Task DisposeAsync()
    {
        _store.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(8 << 20)]
    [InlineData((8 << 20) + 1)]
    [InlineData((20 << 20) + 7)]
    public async Task A_large_file_is_uploaded_in_parts_and_read_back(int length)
    {
        byte[] content = new byte[length];
        new Random(1).NextBytes(content);
        BlobKey key = BlobKey.ForOutput(JobId.New(Noon), 1, OutputNames.Main, Noon);

        BlobInfo first = await _store.WriteAsync(key, new MemoryStream(content), length, default);
        BlobInfo second = await _store.WriteAsync(key, new MemoryStream(content), length, default);

        Assert.Equal(first, second);
        Assert.Equal(content, await ReadAsync(key));
        AssertNothingIsLeftBehind();
    }

    [Fact]
    public async Task Parts_of_a_killed_process_are_deleted_when_their_minute_expires()
    {
        string key = BlobKey.ForUpload(JobId.New(Noon), Noon).Text;
        await _client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = _bucket, Key = key });

        await foreach (DeletedPrefix _ in _store.DeleteDueAsync(Noon, default)) Assert.Fail("There is no file.");

        AssertNothingIsLeftBehind();
    }

    [Fact]
    public async Task An_unavailable_store_is_reported_and_works_again_when_it_is_back()
    {
        BlobKey key = BlobKey.ForOutput(JobId.New(Noon), 1, OutputNames.Main, Noon);
        await _store.WriteAsync(key, new MemoryStream([1, 2, 3]), 3, default);

        await ceph.Store.CrashAsync();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _store.WriteAsync(key, new MemoryStream([1, 2, 3]), 3, default));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _store.OpenReadAsync(key, default));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _store.CheckAsync(default));
        await ceph.Store.StartAgainAsync();

        Assert.Equal([1, 2, 3], await ReadAsync(key));
    }

    [Theory]
    [InlineData(CephObjectStore.SecretKey, "a-bucket-that-is-not-there", "NoSuchBucket")]
    [InlineData("another secret", null, "SignatureDoesNotMatch")]
    public async Task A_store_that_denies_access_is_reported_with_its_reason(string secret, string? bucket, string reason)
    {
        S3Options options = ceph.Options(bucket ?? _bucket);
        options.SecretKey = secret;
        using S3BlobStore refusing = new(S3Clients.Create(options), options.Bucket);

        StorageRefusedException refused = await Assert.ThrowsAsync<StorageRefusedException>(() => refusing.CheckAsync(default));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_files_than_a_page_are_deleted_in_one_sweep()
    {
        JobId job = JobId.New(Noon);
        await Parallel.ForAsync(0, 1100, async (i, cancellationToken) =>
            await _store.WriteAsync(BlobKey.ForOutput(job, i, OutputNames.Main, Noon), new MemoryStream([1, 2]), 2, cancellationToken));

        List<DeletedPrefix> receipts = [];
        await foreach (DeletedPrefix receipt in _store.DeleteDueAsync(Noon, default)) receipts.Add(receipt);

        Assert.Equal([new DeletedPrefix(BlobKey.Prefix(Noon), 1100, 2200)], receipts);
        Assert.Null(await _store.GetEarliestExpiryAsync(default));
    }

    protected override void AssertNothingIsLeftBehind()
    {
        ListMultipartUploadsResponse uploads = _client.ListMultipartUploadsAsync(_bucket).GetAwaiter().GetResult();
        ListObjectsV2Response probes = _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _bucket, Prefix = "checks/" })
            .GetAwaiter().GetResult();
        Assert.Empty(uploads.MultipartUploads ?? []);
        Assert.Empty(probes.S3Objects ?? []);
    }
}

/// <summary>An object store for all tests of a class.</summary>
public sealed class CephFixture : IAsyncLifetime
{
    private CephObjectStore _ceph = null!;

    public CephObjectStore Store => _ceph;

    public S3Options Options(string bucket) => new()
    {
        Endpoint = _ceph.Endpoint,
        Bucket = bucket,
        AccessKey = CephObjectStore.AccessKey,
        SecretKey = CephObjectStore.SecretKey,
    };

    public async Task InitializeAsync() => _ceph = await CephObjectStore.StartAsync();

    public async Task DisposeAsync() => await _ceph.DisposeAsync();
}
