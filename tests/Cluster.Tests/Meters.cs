using JpegReducer.Support.Files;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Cluster.Tests;

/// <summary>
/// The metrics of a node. In a separate process: the meters of a process are distinguished only by name,
/// and if one of two nodes in a process stops, OpenTelemetry treats the instruments of both as stopped.
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
    public async Task One_image_is_counted_by_the_metrics_of_job_engine_and_storage()
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
