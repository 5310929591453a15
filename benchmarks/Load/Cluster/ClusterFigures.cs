using System.Diagnostics;
using JpegReducer.Support.Nodes;
using Npgsql;

namespace JpegReducer.Benchmarks.Load.Cluster;

/// <summary>What all processes of a cluster have used so far, and what its database was asked and has written.</summary>
/// <param name="Engine">How long slots have worked, by the clock.</param>
/// <param name="Lanes">Processor time of the threads of the slots.</param>
/// <param name="LanesWaited">How long these threads were ready to run, and others had the processors.</param>
/// <param name="Silos">Processor time, as of the others.</param>
/// <param name="Gateways">All of them together.</param>
/// <param name="Database">With all its processes.</param>
/// <param name="ObjectStore">With all its processes.</param>
/// <param name="Statements">As <c>pg_stat_statements</c> counts them.</param>
/// <param name="Transactions">Committed and rolled back.</param>
/// <param name="WalBytes">Write-ahead log.</param>
internal sealed record ClusterFigures(
    TimeSpan Engine, TimeSpan Lanes, TimeSpan LanesWaited, TimeSpan Silos, TimeSpan Gateways, TimeSpan Database, TimeSpan ObjectStore,
    double Statements, double Transactions, double WalBytes)
{
    public static async Task<ClusterFigures> OfAsync(TestCluster cluster)
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(cluster.ConnectionString);
        ServerFigures server = await ServerFigures.OfAsync(database);
        (TimeSpan lanes, TimeSpan lanesWaited) = ReadLanes(cluster);
        return new ClusterFigures(
            await EngineAsync(cluster), lanes, lanesWaited, Sum(cluster.Silos), Sum(cluster.Gateways), server.Cpu, ObjectStoreCpu(),
            await ReadAsync(
                database,
                "SELECT coalesce(sum(calls), 0)::float8 FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname "
                    + "= current_database())"),
            await ReadAsync(database, "SELECT (xact_commit + xact_rollback)::float8 FROM pg_stat_database WHERE datname = current_database()"),
            server.WalBytes);
    }

    public static ClusterFigures operator -(ClusterFigures later, ClusterFigures earlier) => new(
        later.Engine - earlier.Engine, later.Lanes - earlier.Lanes, later.LanesWaited - earlier.LanesWaited, later.Silos - earlier.Silos,
        later.Gateways - earlier.Gateways, later.Database - earlier.Database, later.ObjectStore - earlier.ObjectStore,
        later.Statements - earlier.Statements, later.Transactions - earlier.Transactions, later.WalBytes - earlier.WalBytes);

    /// <summary>Lets the database count its statements.</summary>
    public static async Task PrepareAsync(TestCluster cluster)
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using NpgsqlCommand create = database.CreateCommand("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        await create.ExecuteNonQueryAsync();
    }

    /// <summary>One number from the database.</summary>
    public static async Task<double> ReadAsync(TestCluster cluster, string sql)
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(cluster.ConnectionString);
        return await ReadAsync(database, sql);
    }

    private static async Task<double> ReadAsync(NpgsqlDataSource database, string sql)
    {
        await using NpgsqlCommand command = database.CreateCommand(sql);
        return (double)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<TimeSpan> EngineAsync(TestCluster cluster)
    {
        double seconds = 0;
        foreach (ServiceProcess silo in cluster.Silos)
        {
            using NodeClient client = new(new HttpClient { BaseAddress = silo.Url });
            seconds += await client.MetricAsync("jpegreducer_worker_engine_duration_seconds_sum");
        }

        return TimeSpan.FromSeconds(seconds);
    }

    /// <summary>From <c>schedstat</c>: nanoseconds on a processor, and in a queue before one.</summary>
    private static (TimeSpan Ran, TimeSpan Waited) ReadLanes(TestCluster cluster)
    {
        double[][] lanes =
        [
            .. cluster.Silos
                .SelectMany(silo => Directory.EnumerateDirectories($"/proc/{silo.ProcessId}/task"))
                .Where(thread => File.ReadAllText($"{thread}/comm").StartsWith("reduce ", StringComparison.Ordinal))
                .Select(thread => File.ReadAllText($"{thread}/schedstat").Split(' ').Select(double.Parse).ToArray()),
        ];
        return (TimeSpan.FromMicroseconds(lanes.Sum(lane => lane[0]) / 1_000), TimeSpan.FromMicroseconds(lanes.Sum(lane => lane[1]) / 1_000));
    }

    private static TimeSpan Sum(IEnumerable<ServiceProcess> processes) =>
        processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + ProcessFigures.Of(process.ProcessId).Cpu);

    /// <summary>Of all object stores on this machine, by process name: no other may run during the measurement.</summary>
    private static TimeSpan ObjectStoreCpu()
    {
        TimeSpan sum = TimeSpan.Zero;
        foreach (Process process in Process.GetProcesses())
        {
            using (process)
            {
                if (process.ProcessName is "radosgw" or "ceph-osd" or "ceph-mon") sum += process.TotalProcessorTime;
            }
        }

        return sum;
    }
}
