using System.Net;
using System.Runtime.CompilerServices;
using JpegReducer.Grains.Resilience;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Retention;
using JpegReducer.Storage;
using JpegReducer.Storage.Blobs;
using JpegReducer.Support.Files;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Silo.Tests;

/// <summary>The response of <c>/health/ready</c> to failures, and the responses of the API meanwhile.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_node_is_not_ready_with_less_free_space_than_the_setting_requires()
    {
        await using TestNode node = await TestNode.StartAsync(null, "--Storage:MinFreeSpace", "100%");
        using NodeClient client = node.CreateClient();

        (bool isReady, string said) = await client.ReadyAsync();

        Assert.False(isReady);
        Assert.Contains(
            $"MiB are free at '{node.DataFolder}', less than 100% (Storage:MinFreeSpace).",
            System.Text.RegularExpressions.Regex.Unescape(said), StringComparison.Ordinal);
    }

    [SmallDiskFact]
    public async Task A_file_system_that_is_mounted_in_the_data_folder_is_checked_too()
    {
        await using TestNode node = await TestNode.StartAsync(null, "--Storage:MinFreeSpace", "64MiB");
        using SmallDisk disk = new(Path.Combine(node.DataFolder, "mounted"), megabytes: 16);
        using NodeClient client = node.CreateClient();

        (bool isReady, string said) = await client.ReadyAsync();

        Assert.False(isReady);
        Assert.Contains(disk.Path, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_ledger_is_reported_by_readiness_and_causes_no_response_500()
    {
        await using TestNode node = await TestNode.StartAsync();
        string job;
        using (NodeClient client = node.CreateClient())
        {
            job = await client.OpenJobAsync();
            await client.UploadAsync(
                job, Enumerable.Range(0, 400).Select(n => ($"{n}-{new string('x', 200)}.jpg", TestImages.Photo(16, 16))));
            await client.FinishAsync(job);
        }

        await node.RestartAsync(); // so that everything is in the file and nothing in memory
        Damage(Path.Combine(node.DataFolder, "ledger.db"));
        using NodeClient after = node.CreateClient();
        using HttpClient http = node.CreateHttpClient();

        (bool isReady, string said) = await after.ReadyAsync();
        using HttpResponseMessage manifest = await http.GetAsync($"/v1/jobs/{job}/manifest?format=json&limit=500");

        Assert.False(isReady);
        Assert.Contains("damaged", said, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, manifest.StatusCode);
        Assert.Contains(
            "The records cannot be read: their database is damaged.", await manifest.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_cannot_be_deleted_do_not_keep_records_and_are_reported_by_readiness()
    {
        OffsetTime time = new();
        RefusingStore refusing = new();
        await using TestNode node = await TestNode.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        using (NodeClient client = node.CreateClient()) await client.OptimizeAsync(TestImages.Photo());
        await node.RestartAsync(services => services.AddSingleton<TimeProvider>(time).AddSingleton<IBlobStore>(refusing));
        using NodeClient after = node.CreateClient();

        time.Elapsed = TimeSpan.FromDays(41);
        SweepReceipt receipt = await node.Grains.GetGrain<IRetentionGrain>(GrainKeys.Retention).SweepAsync();
        (bool isReady, string said) = await after.ReadyAsync();

        Assert.True(receipt.Records >= 2);
        Assert.False(isReady);
        Assert.Contains("The object store refuses: AccessDenied (403).", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_by_a_day_is_reported_by_readiness_and_work_continues()
    {
        OffsetTime time = new() { Elapsed = TimeSpan.FromDays(10) };
        await using TestNode node = await TestNode.StartAsync(services => services.AddSingleton<TimeProvider>(new ForwardTime(time)));
        using NodeClient client = node.CreateClient();
        string before = await client.OpenJobAsync();
        await client.UploadAsync(before, [("before.jpg", TestImages.Photo())]);

        time.Elapsed -= TimeSpan.FromDays(1);
        (bool isReady, string said) = await client.ReadyAsync();
        await client.FinishAsync(before);
        await client.OptimizeAsync(TestImages.Photo());
        SweepReceipt receipt = await node.Grains.GetGrain<IRetentionGrain>(GrainKeys.Retention).SweepAsync();

        Assert.True(isReady); // the node works; the operator must know that it keeps files too long
        Assert.Contains("The clock was set back by ", said, StringComparison.Ordinal);
        Assert.Equal((0, 0), (receipt.Files, receipt.Records));
    }

    /// <summary>Overwrites all pages but the first few, as a failing disk does.</summary>
    private static void Damage(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        byte[] garbage = new byte[4096];
        new Random(1).NextBytes(garbage);
        for (long at = stream.Length / 4 / 4096 * 4096; at < stream.Length * 3 / 4; at += garbage.Length)
        {
            stream.Position = at;
            stream.Write(garbage);
        }
    }

    /// <summary>An object store whose key was revoked.</summary>
    private sealed class RefusingStore : IBlobStore
    {
        public Task<BlobInfo> WriteAsync(BlobKey key, Stream content, long maxBytes, CancellationToken cancellationToken) =>
            throw Refused();

        public Task<Stream?> OpenReadAsync(BlobKey key, CancellationToken cancellationToken) => throw Refused();

        public Task DeleteAsync(BlobKey key, CancellationToken cancellationToken) => throw Refused();

        public async IAsyncEnumerable<DeletedPrefix> DeleteDueAsync(
            DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return new DeletedPrefix("files/x", 0, 0, Refused());
            await Task.Yield();
            throw Refused();
        }

        public Task<DateTimeOffset?> GetEarliestExpiryAsync(CancellationToken cancellationToken) => throw Refused();

        public Task CheckAsync(CancellationToken cancellationToken) => throw Refused();

        private static StorageRefusedException Refused() => new("The object store refuses: AccessDenied (403).");
    }
}
