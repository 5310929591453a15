using System.Security.Cryptography;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Files;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Cluster.Tests;

/// <summary>Photographs with their expected results, and the invariants of a job with them after any failure.</summary>
internal sealed class Photos
{
    private const int Distinct = 20;

    private readonly Dictionary<string, string> _undisturbed;

    private Photos((string Name, byte[] Bytes)[] files, Dictionary<string, string> undisturbed) => (Files, _undisturbed) = (files, undisturbed);

    /// <summary>The photographs, with unique names.</summary>
    public (string Name, byte[] Bytes)[] Files { get; }

    /// <summary>Creates the photographs and reduces each on an undisturbed node.</summary>
    public static async Task<Photos> CreateAsync()
    {
        (string Name, byte[] Bytes)[] files = [.. Enumerable.Range(0, Distinct).Select(seed => ($"{seed}.jpg", TestImages.Photo(480, 360, seed)))];
        using TemporaryFolder data = new();
        await using NodeProcess node = await NodeProcess.StartAsync(data.Path);
        using NodeClient client = new(node.CreateClient());
        string job = await client.OpenJobAsync();
        await client.UploadAsync(job, files);
        await client.FinishAsync(job);
        return new Photos(files, (await client.ManifestAsync(job)).ToDictionary(item => item.Name, item => item.Output!.Sha256));
    }

    /// <summary>Opens a job of <paramref name="images"/> photographs, and seals it.</summary>
    public async Task<string> SubmitAsync(NodeClient client, int images)
    {
        string job = await client.OpenJobAsync();
        for (int sent = 0; sent < images; sent += Files.Length) await client.UploadAsync(job, Files.Take(images - sent));
        await client.SealAsync(job);
        return job;
    }

    /// <summary>
    /// Every image of the job has ended once, with the bytes of an undisturbed node; the account, which has no other job, is charged
    /// for exactly these; downloads match the manifest.
    /// </summary>
    public async Task AssertNothingIsLostAsync(NodeClient client, string job, int images)
    {
        JobView end = await client.WaitAsync(job, view => view.State is JobState.Done);
        IReadOnlyList<ManifestItem> manifest = await client.ManifestAsync(job);
        Assert.Equal(Enumerable.Range(0, images), manifest.Select(item => item.Sequence));
        Assert.All(manifest, item => Assert.Equal(_undisturbed[item.Name], item.Output!.Sha256));
        await AssertUsageAsync(client, end, manifest);
        foreach (ManifestItem item in manifest.DistinctBy(item => item.Name))
        {
            Assert.Equal(item.Output!.Sha256, Convert.ToHexStringLower(SHA256.HashData(await client.ContentAsync(item))));
        }
    }

    private static async Task AssertUsageAsync(NodeClient client, JobView end, IReadOnlyList<ManifestItem> manifest)
    {
        UsageView view = await client.UsageAsync();
        UsageTotals usage = view.Total;
        Assert.Equal(manifest.Count, end.Counts.Reduced + end.Counts.Kept);
        Assert.Equal(manifest.Count(item => item.State is ItemState.Reduced), usage.Reduced);
        Assert.Equal(manifest.Count(item => item.State is ItemState.Kept), usage.Kept);
        Assert.Equal(manifest.Count(item => item.Charged), usage.Charged);
        Assert.Equal(manifest.Sum(item => item.Input.Bytes), usage.BytesIn);
        Assert.Equal(manifest.Sum(item => item.Output!.Bytes), usage.BytesOut);
        Assert.Equal(0, view.Reserved);
    }
}
