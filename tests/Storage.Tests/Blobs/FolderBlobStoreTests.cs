using JpegReducer.Interfaces.Ids;
using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Blobs.FileSystem;
using JpegReducer.Support.Files;

namespace JpegReducer.Storage.Tests.Blobs;

public sealed class FolderBlobStoreTests : BlobStoreContract, IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FolderBlobStore _store;

    public FolderBlobStoreTests() => _store = FolderBlobStore.Open(_folder.Path);

    protected override IBlobStore Store => _store;

    [Fact]
    public void Incomplete_files_of_a_killed_process_are_deleted_at_start()
    {
        File.WriteAllText(_folder["incoming", "half"], "half");

        FolderBlobStore.Open(_folder.Path).Dispose();

        AssertNothingIsLeftBehind();
    }

    [Fact]
    public async Task An_interrupted_sweep_is_completed_and_reported_by_the_next()
    {
        Directory.CreateDirectory(_folder["trash", "20261123T1159.0123", "job_1"]);
        File.WriteAllText(_folder["trash", "20261123T1159.0123", "job_1", "0-result"], "12345");

        List<DeletedPrefix> receipts = [];
        await foreach (DeletedPrefix receipt in _store.DeleteDueAsync(Noon, default)) receipts.Add(receipt);

        Assert.Equal([new DeletedPrefix("files/20261123T1159", 1, 5)], receipts);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["trash"]));
    }

    [Fact]
    public async Task Files_survive_the_end_of_the_process()
    {
        BlobKey key = BlobKey.ForUpload(JobId.New(Noon), Noon);
        await _store.WriteAsync(key, new MemoryStream([1, 2, 3]), 3, default);

        using FolderBlobStore reopened = FolderBlobStore.Open(_folder.Path);
        await using Stream? file = await reopened.OpenReadAsync(key, default);

        Assert.Equal(3, file!.Length);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    protected override void AssertNothingIsLeftBehind() => Assert.Empty(Directory.GetFileSystemEntries(_folder["incoming"]));
}
