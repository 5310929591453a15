using JpegReducer.Grains.Workers.Failures;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage;
using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Embedded;
using JpegReducer.Support.Files;

namespace JpegReducer.Grains.Tests.Workers.Failures;

/// <summary>Which failures count against an item, with real storage that is available or not.</summary>
public sealed class FailureClassifierTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage _storage = null!;
    private FailureClassifier _classifier = null!;

    public static TheoryData<Exception> Unexpected =>
    [
        new NotSupportedException(), new InvalidOperationException(), new OutOfMemoryException(), new FormatException("Not a blob key."),
        new OperationCanceledException(), // neither of the node's stop nor of the item
        new EndOfStreamException(), new IOException("A read error."), new UnauthorizedAccessException(),
        new StorageRefusedException("Not this key."),
    ];

    [Theory, MemberData(nameof(Unexpected))]
    public async Task While_storage_is_available_an_exception_is_unexpected(Exception exception) =>
        Assert.Equal(AttemptFailure.Unexpected, await _classifier.ClassifyAsync(exception));

    [Fact]
    public async Task While_storage_is_available_a_storage_error_counts_as_storage() =>
        Assert.Equal(AttemptFailure.Storage, await _classifier.ClassifyAsync(new StorageUnavailableException("The object store")));

    [Fact]
    public async Task A_full_disk_and_an_unavailable_cluster_are_outages()
    {
        Exception[] outages =
            [new StorageFullException("in '/data'"), new SiloUnavailableException(), new TimeoutException(),
            new IOException("", new StorageFullException("here"))];

        foreach (Exception outage in outages) Assert.Equal(AttemptFailure.Outage, await _classifier.ClassifyAsync(outage));
    }

    [Fact]
    public async Task While_storage_is_unavailable_every_io_error_is_an_outage()
    {
        Directory.Delete(_folder["incoming"], recursive: true); // no file can be written any more

        Exception[] outages =
            [new IOException("A read error."), new UnauthorizedAccessException(), new StorageRefusedException("No."),
            new StorageUnavailableException("The object store")];

        foreach (Exception outage in outages) Assert.Equal(AttemptFailure.Outage, await _classifier.ClassifyAsync(outage));
        Assert.Equal(AttemptFailure.Unexpected, await _classifier.ClassifyAsync(new NotSupportedException()));
    }

    public async Task InitializeAsync()
    {
        _storage = await EmbeddedStorage.OpenAsync(new EmbeddedStorageOptions { DataFolder = _folder.Path }, default);
        _classifier = new FailureClassifier(new StorageProbe(_storage.Blobs, _storage.Ledger, TimeProvider.System));
    }

    public async Task DisposeAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }
}
