using JpegReducer.Support.Files;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Cluster.Tests;

/// <summary>
/// What a node tells Prometheus. In a process of its own, as it runs: the meters of a process are told apart by name alone,
/// and where one of two nodes in a process ends, OpenTelemetry takes the instruments of both for ended.
/// </summary>
[Trait("Category", "Process")]
public sealed class Meters
{
    private static readonly string[] Names =
    [
        "jpegreducer_jobs_items_ended_total",
        "jpegreducer_worker_engine_duration_seconds_count",
        "jpegreducer_blob_operations_total",
        "jpegreducer_ledger_transactions_total",
    ];

    [Fact]
    public async Task One_image_moves_the_meters_of_its_job_its_engine_and_its_storage()
    {
        using TemporaryFolder data = new();
        await using NodeProcess node = await NodeProcess.StartAsync(data.Path);
        using NodeClient client = new(node.CreateClient());
        double[] before = await ReadAsync(client);

        await client.OptimizeAsync(TestImages.Photo());

        // The exporter answers scrapes of the same third of a second alike.
        long optimized = TimeProvider.System.GetTimestamp();
        string[] still = Names;
        while (still.Length > 0 && TimeProvider.System.GetElapsedTime(optimized) < TimeSpan.FromSeconds(30))
        {
            double[] after = await ReadAsync(client);
            still = [.. Names.Where((_, i) => after[i] <= before[i])];
        }

        Assert.Empty(still);
    }

    private static async Task<double[]> ReadAsync(NodeClient client)
    {
        double[] values = new double[Names.Length];
        for (int i = 0; i < Names.Length; i++) values[i] = await client.MetricAsync(Names[i]);
        return values;
    }
}
