using JpegReducer.Grains.Workers.Failures;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage;
using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Embedded;
using JpegReducer.Support.Files;

namespace JpegReducer.Grains.Tests.Workers.Failures;

/// <summary>What is counted against an item, and what is not, with real storage that works or does not.</summary>
public sealed class AttemptFailuresTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage _storage = null!;
    private AttemptFailures _failures = null!;

    public static TheoryData<Exception> Unexpected =>
    [
        new NotSupportedException(), new InvalidOperationException(), new OutOfMemoryException(), new FormatException("Not a blob key."),
        new OperationCanceledException(), // of something that is neither the node's stop nor the job's
        new EndOfStreamException(), new IOException("A read error."), new UnauthorizedAccessException(), new StorageRefusedException("Not this key."),
    ];

    [Theory, MemberData(nameof(Unexpected))]
    public async Task While_storage_works_an_exception_counts_as_an_attempt(Exception exception) =>
        Assert.Equal(AttemptFailure.Unexpected, await _failures.ClassifyAsync(exception));

    [Fact]
    public async Task While_storage_works_what_it_did_not_serve_is_counted_as_that() =>
        Assert.Equal(AttemptFailure.Storage, await _failures.ClassifyAsync(new StorageUnavailableException("The object store")));

    [Fact]
    public async Task A_full_disk_and_a_cluster_that_does_not_answer_are_outages()
    {
        Exception[] outages = [new StorageFullException("in '/data'"), new SiloUnavailableException(), new TimeoutException(), new IOException("", new StorageFullException("here"))];

        foreach (Exception outage in outages) Assert.Equal(AttemptFailure.Outage, await _failures.ClassifyAsync(outage));
    }

    [Fact]
    public async Task While_storage_does_not_work_no_error_of_input_or_output_is_counted()
    {
        Directory.Delete(_folder["incoming"], recursive: true); // nothing can be written any more

        Exception[] outages = [new IOException("A read error."), new UnauthorizedAccessException(), new StorageRefusedException("No."), new StorageUnavailableException("The object store")];

        foreach (Exception outage in outages) Assert.Equal(AttemptFailure.Outage, await _failures.ClassifyAsync(outage));
        Assert.Equal(AttemptFailure.Unexpected, await _failures.ClassifyAsync(new NotSupportedException()));
    }

    public async Task InitializeAsync()
    {
        _storage = await EmbeddedStorage.OpenAsync(new EmbeddedStorageOptions { DataFolder = _folder.Path }, default);
        _failures = new AttemptFailures(new StorageProbe(_storage.Blobs, _storage.Ledger, TimeProvider.System));
    }

    public async Task DisposeAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }
}
