using System.Net;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Cluster.Tests;

/// <summary>A cluster whose database or object store is stopped for a while in the middle of a job.</summary>
[Trait("Category", "Process")]
public sealed class StorageOutages
{
    private const int Images = 400;
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(20);

    [Fact]
    public Task A_database_outage_of_twenty_seconds_pauses_the_work_and_loses_nothing() => RunAsync(
        cluster =>
            cluster.Postgres.CrashAsync(), cluster =>
                cluster.Postgres.StartAgainAsync(), whatIsUnhealthy: "records", HttpStatusCode.ServiceUnavailable);

    [Fact]
    public Task An_object_store_outage_of_twenty_seconds_pauses_the_work_and_loses_nothing() => RunAsync(
        cluster => cluster.Files.CrashAsync(), cluster => cluster.Files.StartAgainAsync(), whatIsUnhealthy: "files", HttpStatusCode.Unauthorized);

    private static async Task RunAsync(
        Func<TestCluster, Task> stop, Func<TestCluster, Task> start, string whatIsUnhealthy, HttpStatusCode toUnknownKeys)
    {
        Photos photos = await Photos.CreateAsync();
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 3, gateways: 1, "--Worker:Slots", "1");
        using NodeClient client = cluster.CreateClient();
        using HttpClient impatient = cluster.CreateHttpClient();
        string job = await photos.SubmitAsync(client, Images);

        await client.WaitAsync(job, view => view.Counts.Pending <= Images * 3 / 4);
        await stop(cluster);
        await AssertSaysSoAsync(cluster, impatient, photos, whatIsUnhealthy);
        Assert.Equal(toUnknownKeys, await RequestWithUnknownKeyAsync(cluster));
        await start(cluster);

        await photos.AssertNothingIsLostAsync(client, job, Images);
        Assert.All(cluster.Silos.Concat(cluster.Gateways), node => Assert.True(node.IsRunning, node.Output));
        await cluster.WaitUntilReadyAsync();
    }

    /// <summary>The response to a key that is in no cache.</summary>
    private static async Task<HttpStatusCode> RequestWithUnknownKeyAsync(TestCluster cluster)
    {
        using HttpClient http = new()
        {
            BaseAddress = cluster.Gateways[0].Url,
            DefaultRequestHeaders = { { "Authorization", "Bearer jr_test_unknown" } },
        };
        using HttpResponseMessage response = await http.GetAsync("/v1/usage");
        return response.StatusCode;
    }

    /// <summary>During the outage the gateway reports that it is not ready, with the reason, and answers submissions with Retry-After.</summary>
    private static async Task AssertSaysSoAsync(TestCluster cluster, HttpClient http, Photos photos, string whatIsUnhealthy)
    {
        using NodeClient gateway = new(cluster.CreateHttpClient());
        long began = TimeProvider.System.GetTimestamp();
        bool wasSaid = false;
        while (TimeProvider.System.GetElapsedTime(began) < Absence)
        {
            (bool isReady, string said) = await gateway.ReadyAsync();
            wasSaid |= !isReady && said.Contains($"\"{whatIsUnhealthy}\":{{\"status\":\"unhealthy\"", StringComparison.Ordinal);

            using ByteArrayContent image = new(photos.Files[0].Bytes);
            using HttpResponseMessage refused = await http.PostAsync("/v1/optimize", image);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        Assert.True(wasSaid);
    }
}
