using System.Diagnostics;
using JpegReducer.Support.Nodes;
using Npgsql;

namespace JpegReducer.Benchmarks.Load.Cluster;

/// <summary>What all processes of a cluster have used so far, and what its database has written.</summary>
internal sealed record ClusterFigures(TimeSpan Silos, TimeSpan Gateways, TimeSpan Database, TimeSpan ObjectStore, double Statements, double Transactions, double WalBytes)
{
    /// <summary>Of everything that runs for the cluster.</summary>
    public TimeSpan Cpu => Silos + Gateways + Database + ObjectStore;

    public static async Task<ClusterFigures> OfAsync(TestCluster cluster)
    {
        await using NpgsqlConnection connection = new(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return new ClusterFigures(
            Sum(cluster.Silos), Sum(cluster.Gateways), CpuOf("postgres"), CpuOf("radosgw", "ceph-osd", "ceph-mon"),
            await ReadAsync(connection, "SELECT coalesce(sum(calls), 0)::float8 FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())"),
            await ReadAsync(connection, "SELECT (xact_commit + xact_rollback)::float8 FROM pg_stat_database WHERE datname = current_database()"),
            await ReadAsync(connection, "SELECT wal_bytes::float8 FROM pg_stat_wal"));
    }

    public static ClusterFigures operator -(ClusterFigures later, ClusterFigures earlier) => new(
        later.Silos - earlier.Silos, later.Gateways - earlier.Gateways, later.Database - earlier.Database, later.ObjectStore - earlier.ObjectStore,
        later.Statements - earlier.Statements, later.Transactions - earlier.Transactions, later.WalBytes - earlier.WalBytes);

    /// <summary>Lets the database count its statements.</summary>
    public static async Task PrepareAsync(TestCluster cluster)
    {
        await using NpgsqlConnection connection = new(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand create = new("CREATE EXTENSION IF NOT EXISTS pg_stat_statements", connection);
        await create.ExecuteNonQueryAsync();
    }

    /// <summary>One number from the database.</summary>
    public static async Task<double> ReadAsync(TestCluster cluster, string sql)
    {
        await using NpgsqlConnection connection = new(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return await ReadAsync(connection, sql);
    }

    private static TimeSpan Sum(IEnumerable<ServiceProcess> processes) =>
        processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + ProcessFigures.Of(process.ProcessId).Cpu);

    /// <summary>Of all processes of these names: nobody else runs them while this is measured.</summary>
    private static TimeSpan CpuOf(params string[] names)
    {
        TimeSpan sum = TimeSpan.Zero;
        foreach (Process process in names.SelectMany(Process.GetProcessesByName))
        {
            using (process) sum += process.TotalProcessorTime;
        }

        return sum;
    }

    private static async Task<double> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        return (double)(await command.ExecuteScalarAsync())!;
    }
}
