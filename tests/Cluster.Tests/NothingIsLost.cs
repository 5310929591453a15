using JpegReducer.ApiContracts;
using JpegReducer.Support.Files;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Cluster.Tests;

/// <summary>A real node, killed with <c>kill -9</c> in the middle of its work.</summary>
[Trait("Category", "Process")]
public sealed class NothingIsLost
{
    private const int Images = 500;
    private const int Distinct = 20;
    private const int Kills = 10;

    [Fact]
    public async Task A_job_of_500_images_that_is_killed_ten_times_ends_with_every_image_once()
    {
        (string Name, byte[] Bytes)[] photos = [.. Enumerable.Range(0, Distinct).Select(seed => ($"{seed}.jpg", TestImages.Photo(480, 360, seed)))];
        Dictionary<string, string> undisturbed = await RunUndisturbedAsync(photos);
        using TemporaryFolder data = new();
        await using NodeProcess node = await NodeProcess.StartAsync(data.Path);
        string job = await SubmitAsync(node, photos);
        int[] killAt = [.. Enumerable.Range(0, Kills).Select(_ => Random.Shared.Next(1, Images)).Order()];

        foreach (int ended in killAt)
        {
            using (NodeClient client = new(node.CreateClient())) await client.WaitAsync(job, view => view.Counts.Total - view.Counts.Pending >= ended);
            await node.KillAsync();
            await node.StartAgainAsync();
        }

        using NodeClient after = new(node.CreateClient());
        JobView end = await after.WaitAsync(job, view => view.State is JobState.Done);
        IReadOnlyList<ManifestItem> manifest = await after.ManifestAsync(job);
        Assert.Equal(Enumerable.Range(0, Images), manifest.Select(item => item.Sequence));
        Assert.All(manifest, item => Assert.Equal(undisturbed[item.Name], item.Output!.Sha256));
        await AssertUsageAsync(after, end, manifest);
        foreach (ManifestItem item in manifest.DistinctBy(item => item.Name))
        {
            Assert.Equal(item.Output!.Sha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await after.ContentAsync(item))));
        }
    }

    /// <summary>Name of the image to hash of its result, on a node that nobody disturbs.</summary>
    private static async Task<Dictionary<string, string>> RunUndisturbedAsync((string Name, byte[] Bytes)[] photos)
    {
        using TemporaryFolder data = new();
        await using NodeProcess node = await NodeProcess.StartAsync(data.Path);
        using NodeClient client = new(node.CreateClient());
        string job = await client.OpenJobAsync();
        await client.UploadAsync(job, photos);
        await client.FinishAsync(job);
        return (await client.ManifestAsync(job)).ToDictionary(item => item.Name, item => item.Output!.Sha256);
    }

    private static async Task<string> SubmitAsync(NodeProcess node, (string Name, byte[] Bytes)[] photos)
    {
        using NodeClient client = new(node.CreateClient());
        string job = await client.OpenJobAsync();
        for (int sent = 0; sent < Images; sent += photos.Length) await client.UploadAsync(job, photos);
        await client.SealAsync(job);
        return job;
    }

    private static async Task AssertUsageAsync(NodeClient client, JobView end, IReadOnlyList<ManifestItem> manifest)
    {
        UsageTotals usage = (await client.UsageAsync()).Total;
        Assert.Equal(Images, end.Counts.Reduced + end.Counts.Kept);
        Assert.Equal(manifest.Count(item => item.State is ItemState.Reduced), usage.Reduced);
        Assert.Equal(manifest.Count(item => item.State is ItemState.Kept), usage.Kept);
        Assert.Equal(manifest.Count(item => item.Charged), usage.Charged);
        Assert.Equal(manifest.Sum(item => item.Input.Bytes), usage.BytesIn);
        Assert.Equal(manifest.Sum(item => item.Output!.Bytes), usage.BytesOut);
        Assert.Equal(0, (await client.UsageAsync()).Reserved);
    }
}
