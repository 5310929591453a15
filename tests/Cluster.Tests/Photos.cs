using System.Security.Cryptography;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Files;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Cluster.Tests;

/// <summary>Images with their expected results, and the invariants of a job with them after any failure.</summary>
internal sealed class Photos
{
    private const int Distinct = 20;

    private readonly ReductionRequest _options;
    private readonly Dictionary<string, Ending> _undisturbed;

    private Photos(ReductionRequest options, (string Name, byte[] Bytes)[] files, Dictionary<string, Ending> undisturbed) =>
        (_options, Files, _undisturbed) = (options, files, undisturbed);

    /// <summary>The images, with unique names.</summary>
    public (string Name, byte[] Bytes)[] Files { get; }

    /// <summary>Creates photographs and reduces each on an undisturbed node.</summary>
    public static Task<Photos> CreateAsync() => CreateAsync(
        new ReductionRequest(),
        [.. Enumerable.Range(0, Distinct).Select(seed => ($"{seed}.jpg", TestImages.Photo(480, 360, seed)))]);

    /// <summary>Creates images for which a WebP is requested too, and reduces each on an undisturbed node.</summary>
    public static async Task<Photos> CreateWithWebPAsync()
    {
        Photos photos = await CreateAsync(
            new ReductionRequest { Formats = [OutputFormat.Keep, OutputFormat.Webp] },
            [
                .. Enumerable.Range(0, 7).Select(seed => ($"sharp-{seed}.jpg", TestImages.Photo(480, 360, seed))),
                .. Enumerable.Range(0, 6).Select(seed => ($"smooth-{seed}.jpg", TestImages.SmoothPhoto(480, 360, seed))),
                .. Enumerable.Range(0, 4).Select(seed => ($"{seed}.png", TestImages.PhotoPng(seed: seed))),
                ("drawing.gif", TestImages.Gif()),
                ("picture.webp", TestImages.WebP()),
                ("page.jpg", BrokenImages.Html),
            ]);
        (ItemState State, OutputState? WebP)[] endings =
            [.. photos._undisturbed.Values.Select(end => (end.State, end.Outputs.ElementAtOrDefault(1)?.State))];
        Assert.Contains((ItemState.Reduced, OutputState.Reduced), endings);
        Assert.Contains((ItemState.Reduced, OutputState.Skipped), endings);
        Assert.Contains((ItemState.Kept, OutputState.Reduced), endings);
        Assert.Contains((ItemState.Failed, null), endings);
        return photos;
    }

    /// <summary>Opens a job of <paramref name="images"/> images, and seals it.</summary>
    public async Task<string> SubmitAsync(NodeClient client, int images)
    {
        string job = await client.OpenJobAsync(_options);
        for (int sent = 0; sent < images; sent += Files.Length) await client.UploadAsync(job, Files.Take(images - sent));
        await client.SealAsync(job);
        return job;
    }

    /// <summary>
    /// Every image of the job has ended once, with the state and the outputs of an undisturbed node; the account, which has no other job,
    /// is charged for exactly these; downloads match the manifest.
    /// </summary>
    public async Task AssertNothingIsLostAsync(NodeClient client, string job, int images)
    {
        JobView end = await client.WaitAsync(job, view => view.State is JobState.Done);
        IReadOnlyList<ManifestItem> manifest = await client.ManifestAsync(job);
        Assert.Equal(Enumerable.Range(0, images), manifest.Select(item => item.Sequence));
        Assert.All(manifest, item => Assert.Equal(_undisturbed[item.Name], Ending.Of(item)));
        await AssertUsageAsync(client, end, manifest);
        foreach (ManifestOutputFile output in manifest.DistinctBy(item => item.Name).SelectMany(item => item.Outputs))
        {
            if (output.Content is not null)
                Assert.Equal(output.Sha256, Convert.ToHexStringLower(SHA256.HashData(await client.ContentAsync(output))));
        }
    }

    private static async Task<Photos> CreateAsync(ReductionRequest options, (string Name, byte[] Bytes)[] files)
    {
        using TemporaryFolder data = new();
        await using NodeProcess node = await NodeProcess.StartAsync(data.Path);
        using NodeClient client = new(node.CreateClient());
        string job = await client.OpenJobAsync(options);
        await client.UploadAsync(job, files);
        await client.FinishAsync(job);
        return new Photos(options, files, (await client.ManifestAsync(job)).ToDictionary(item => item.Name, Ending.Of));
    }

    /// <summary>The totals of the job, those of the account and those of its days are the sums of the manifest.</summary>
    private static async Task AssertUsageAsync(NodeClient client, JobView end, IReadOnlyList<ManifestItem> manifest)
    {
        ManifestItem[] readable = [.. manifest.Where(item => item.Output is not null)];
        UsageTotals expected = new(
            manifest.Count(item => item.State is ItemState.Reduced),
            manifest.Count(item => item.State is ItemState.Kept),
            manifest.Count(item => item.State is ItemState.Failed),
            manifest.Sum(item => item.Outputs.Count(output => output.Charged)),
            readable.Sum(item => item.Input.Bytes!.Value),
            readable.Sum(item => item.Output!.Bytes));
        UsageView usage = await client.UsageAsync();
        JobCounts counts = end.Counts;
        Assert.Equal(expected, new UsageTotals(counts.Reduced, counts.Kept, counts.Failed, counts.Charged, end.BytesIn, end.BytesOut));
        Assert.Equal(expected, usage.Total);
        Assert.Equal(expected.Charged, usage.Days.Sum(day => day.Totals.Charged));
        Assert.Equal(0, usage.Reserved);
    }

    /// <summary>How an image ended, as far as it does not depend on its job.</summary>
    private sealed record Ending(ItemState State, string? Reason, ValueCollection<ManifestOutputFile> Outputs)
    {
        public static Ending Of(ManifestItem item) =>
            new(item.State, item.Reason, [.. item.Outputs.Select(output => output with { Content = null })]);
    }
}
