using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Embedded;
using JpegReducer.Storage.Records;
using JpegReducer.Support.Files;
using Microsoft.Extensions.DependencyInjection;
using static JpegReducer.Storage.Tests.Records.LedgerSamples;

namespace JpegReducer.Storage.Tests.Embedded;

public sealed class EmbeddedStorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Only_the_owner_has_access_to_the_created_folder()
    {
        await using EmbeddedStorage storage = await OpenAsync(_folder["a", "b"]);

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            new DirectoryInfo(_folder["a", "b"]).UnixFileMode);
    }

    [Fact]
    public async Task All_data_survives_a_restart()
    {
        JobId job = JobId.New(Now);
        BlobKey key = BlobKey.ForUpload(job, Now);
        await using (EmbeddedStorage storage = await OpenAsync(_folder.Path))
        {
            await storage.Ledger.OpenJobAsync(job, Spec, Now, Batch(2), isComplete: true, default);
            await storage.Blobs.WriteAsync(key, new MemoryStream([1, 2, 3]), 3, default);
        }

        await using EmbeddedStorage reopened = await OpenAsync(_folder.Path);
        await using Stream? file = await reopened.Blobs.OpenReadAsync(key, default);

        Assert.Equal(JobState.Running, (await reopened.Ledger.FindJobAsync(job, default))!.State);
        Assert.Equal(3, file!.Length);
    }

    [Fact]
    public async Task The_error_of_a_second_node_names_the_process_that_uses_the_folder()
    {
        await using EmbeddedStorage first = await OpenAsync(_folder.Path);

        DataFolderException error = await Assert.ThrowsAsync<DataFolderException>(() => OpenAsync(_folder.Path));

        Assert.Equal($"The data folder '{_folder.Path}' is in use by process {Environment.ProcessId}.", error.Message);
    }

    [Fact]
    public async Task The_error_for_a_folder_that_is_a_file_names_it()
    {
        File.WriteAllText(_folder["file"], "");

        DataFolderException error = await Assert.ThrowsAsync<DataFolderException>(() => OpenAsync(_folder["file"]));

        Assert.Contains(_folder["file"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_error_for_a_read_only_folder_names_it()
    {
        DataFolderException error = await Assert.ThrowsAsync<DataFolderException>(() => OpenAsync("/proc/self"));

        Assert.Contains("'/proc/self'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_of_a_newer_program_is_rejected_and_the_folder_is_released()
    {
        await (await OpenAsync(_folder.Path)).DisposeAsync();
        byte[] ledger = File.ReadAllBytes(_folder["ledger.db"]);
        ledger[63] = 99; // the last byte of user_version (https://sqlite.org/fileformat.html, 1.3)
        File.WriteAllBytes(_folder["ledger.db"], ledger);

        DataFolderException[] errors =
        [
            await Assert.ThrowsAsync<DataFolderException>(() => OpenAsync(_folder.Path)),
            await Assert.ThrowsAsync<DataFolderException>(() => OpenAsync(_folder.Path)),
        ];

        Assert.All(errors, error => Assert.Contains("newer version", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_ports_are_registered()
    {
        await using EmbeddedStorage storage = await OpenAsync(_folder.Path);

        await using ServiceProvider services = new ServiceCollection().AddEmbeddedStorage(storage).BuildServiceProvider();

        Assert.Same(storage.Ledger, services.GetRequiredService<IItemLedger>());
        Assert.Same(storage.Journal, services.GetRequiredService<IWorkJournal>());
        Assert.Same(storage.Blobs, services.GetRequiredService<IBlobStore>());
    }

    [SmallDiskFact]
    public async Task A_full_disk_is_reported_and_writes_succeed_when_there_is_space_again()
    {
        using SmallDisk disk = new(_folder["disk"], megabytes: 4);
        await using EmbeddedStorage storage = await OpenAsync(disk.Path);
        JobId job = JobId.New(Now);
        LedgerJob opened = (await storage.Ledger.OpenJobAsync(job, Spec, Now, Batch(10), isComplete: false, default)).Job;
        BlobKey ballast = BlobKey.ForUpload(job, Now);
        BlobKey tooMuch = BlobKey.ForUpload(job, Now);
        await storage.Blobs.WriteAsync(ballast, new MemoryStream(new byte[2_000_000]), long.MaxValue, default);

        await Assert.ThrowsAsync<StorageFullException>(
            () => storage.Blobs.WriteAsync(tooMuch, new MemoryStream(new byte[5_000_000]), long.MaxValue, default));
        await Assert.ThrowsAsync<StorageFullException>(async () =>
        {
            while (true) opened = (await storage.Ledger.AppendAsync(job, Batch(500), default)).Job;
        });

        Assert.Null(await storage.Blobs.OpenReadAsync(tooMuch, default));
        Assert.Equal(opened, await storage.Ledger.FindJobAsync(job, default));
        await storage.Blobs.DeleteAsync(ballast, default);
        AppendedItems after = await storage.Ledger.AppendAsync(job, Batch(500), default);
        Assert.Equal(opened.Totals.Items, after.FirstSequence);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<EmbeddedStorage> OpenAsync(string folder) =>
        EmbeddedStorage.OpenAsync(new EmbeddedStorageOptions { DataFolder = folder }, default);
}
