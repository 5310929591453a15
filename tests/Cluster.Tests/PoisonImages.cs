using System.Security.Cryptography;
using JpegReducer.ApiContracts;
using JpegReducer.ApiContracts.Client;
using JpegReducer.Support.Files;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Cluster.Tests;

/// <summary>An image that kills the process that reduces it, among ordinary ones.</summary>
[Trait("Category", "Process")]
public sealed class PoisonImages : IDisposable
{
    private const string Poison = "jpegreducer-drill-poison";
    private const string PoisonName = "poison.jpg";
    private const string TwinName = "twin.jpg";
    private const int Images = 60;
    private const int PoisonAt = 23;

    private readonly TemporaryFolder _data = new();

    [Fact]
    public async Task An_image_that_kills_its_node_does_so_twice_and_fails_in_quarantine_while_the_rest_is_reduced()
    {
        await using NodeProcess node = await StartWithoutWorkAsync();

        Drill drill = await RunAsync(node, "--Faults:CrashOn", Poison);

        Assert.Equal(2, drill.Deaths);
        Assert.Equal((Images, Images - 1, 1), (drill.End.Counts.Total, drill.End.Counts.Reduced, drill.End.Counts.Failed));
        ManifestItem poison = drill.Manifest.Single(item => item.Name == PoisonName);
        Assert.Equal((ItemState.Failed, "quarantined", false), (poison.State, poison.Reason, poison.Charged));
        Assert.Contains("signal 9", poison.Detail, StringComparison.Ordinal);
        Assert.All(drill.Manifest.Where(item => item != poison), item => Assert.Equal((ItemState.Reduced, true), (item.State, item.Charged)));
    }

    [Fact]
    public async Task An_image_that_kills_only_nodes_is_reduced_in_quarantine()
    {
        await using NodeProcess node = await StartWithoutWorkAsync();

        Drill drill = await RunAsync(node, "--Faults:CrashInWorkerOn", Poison);

        Assert.Equal((2, Images), (drill.Deaths, drill.End.Counts.Reduced));
        Assert.InRange(drill.Quarantined, 1, Images);
        ManifestItem poison = drill.Manifest.Single(item => item.Name == PoisonName);
        ManifestItem twin = drill.Manifest.Single(item => item.Name == TwinName);
        Assert.Equal([("main", OutputState.Reduced, true), ("webp", OutputState.Reduced, true)], States(poison));
        Assert.Equal(twin.Outputs.Select(output => output.Sha256), poison.Outputs.Select(output => output.Sha256));
        Assert.Equal(drill.Manifest.Sum(item => item.Outputs.Count(output => output.Charged)), drill.End.Counts.Charged);
        using NodeClient client = new(node.CreateClient());
        byte[] webp = await client.ContentAsync(poison.Outputs[1]);
        Assert.Equal(poison.Outputs[1].Sha256, Convert.ToHexStringLower(SHA256.HashData(webp)));
    }

    [Fact]
    public async Task An_image_that_kills_silos_kills_at_most_two_of_three()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 3, gateways: 1, "--Worker:Slots", "1", "--Faults:CrashOn", Poison);
        using NodeClient client = cluster.CreateClient();
        using CancellationTokenSource enough = new();
        Task<int>[] supervisors = [.. cluster.Silos.Select(silo => silo.SuperviseAsync(enough.Token))];

        string job = await SubmitAsync(client);
        JobView end = await client.WaitAsync(job, view => view.State is JobState.Done);
        await enough.CancelAsync();

        Assert.InRange((await Task.WhenAll(supervisors)).Sum(), 1, 2);
        ManifestItem poison = (await client.ManifestAsync(job)).Single(item => item.Name == PoisonName);
        Assert.Equal((ItemState.Failed, "quarantined", false), (poison.State, poison.Reason, poison.Charged));
        Assert.Equal((Images - 1, 1), (end.Counts.Reduced, end.Counts.Failed));
    }

    public void Dispose() => _data.Dispose();

    /// <summary>Lets a job be submitted completely before the first crash.</summary>
    private Task<NodeProcess> StartWithoutWorkAsync() => NodeProcess.StartAsync(_data.Path, "--Worker:Slots", "0");

    /// <summary>Runs a job with a crashing image to its end, restarting the node after each crash.</summary>
    private static async Task<Drill> RunAsync(NodeProcess node, params string[] faults)
    {
        string job = await SubmitAsync(node);
        await node.StopAsync();
        for (int deaths = 0; ; deaths++)
        {
            try
            {
                await node.StartAgainAsync(faults);
                using NodeClient client = new(node.CreateClient());
                JobView end = await client.WaitAsync(job, view => view.State is JobState.Done);
                return new Drill(deaths, end, await client.ManifestAsync(job), await client.MetricAsync("jpegreducer_jobs_items_quarantined_total"));
            }
            catch (Exception exception) when (exception is HttpRequestException or JpegReducerClientException || node.HasExited)
            {
                await node.WaitForExitAsync(); // it may have died before it could be spoken to
            }
        }
    }

    private static IEnumerable<(string Name, OutputState State, bool Charged)> States(ManifestItem item) =>
        item.Outputs.Select(output => (output.Name, output.State, output.Charged));

    private static async Task<string> SubmitAsync(NodeProcess node)
    {
        using NodeClient client = new(node.CreateClient());
        return await SubmitAsync(client);
    }

    private static async Task<string> SubmitAsync(NodeClient client)
    {
        (string Name, byte[] Bytes)[] images = [.. Enumerable.Range(0, Images).Select(seed => ($"{seed}.jpg", TestImages.Photo(seed: seed)))];
        byte[] twin = TestImages.SmoothPhoto();
        images[PoisonAt] = (PoisonName, BrokenImages.Marked(twin, Poison));
        images[^1] = (TwinName, twin); // the same picture, without the text that kills
        string job = await client.OpenJobAsync(new ReductionRequest { Formats = [OutputFormat.Keep, OutputFormat.Webp] });
        await client.UploadAsync(job, images);
        await client.SealAsync(job);
        return job;
    }

    private sealed record Drill(int Deaths, JobView End, IReadOnlyList<ManifestItem> Manifest, double Quarantined);
}
