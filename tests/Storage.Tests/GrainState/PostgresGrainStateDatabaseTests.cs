using System.Data.Common;
using System.Net;
using JpegReducer.Storage.Cluster;
using JpegReducer.Storage.Postgres;
using JpegReducer.Storage.Tests.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using NpgsqlTypes;
using Orleans.Configuration;

namespace JpegReducer.Storage.Tests.GrainState;

[Collection(PostgresCollection.Name)]
[Trait("Category", "Process")]
public sealed class PostgresGrainStateDatabaseTests(PostgresFixture postgres) : GrainStateContract, IAsyncLifetime
{
    private string _database = null!;

    public async Task InitializeAsync() => _database = await postgres.Server.CreateDatabaseAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Two_silos_find_each_other_and_a_client_finds_them()
    {
        await using PostgresStorage storage = await OpenAsync();
        using IHost first = await StartAsync(storage);
        using IHost second = await StartAsync(storage);
        using IHost client = await StartClientAsync(storage);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? first : second).Services.GetRequiredService<IGrainFactory>()
            .GetGrain<ICounterGrain>($"u-{i / 2}").AddAsync(1)));
        int[] sums = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => client.Services.GetRequiredService<IGrainFactory>()
            .GetGrain<ICounterGrain>($"u-{i}").GetAsync()));
        foreach (IHost host in (IHost[])[client, second, first]) await host.StopAsync();

        Assert.All(sums, sum => Assert.Equal(2, sum));
        await using DbCommand count = storage.GrainState.DataSource.CreateCommand("SELECT count(*) FROM OrleansMembershipTable");
        Assert.Equal(2L, await count.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("CleanupDefunctSiloEntriesKey")]
    [InlineData("CleanupDefunctSiloEntryKey")]
    public async Task Of_silos_without_heartbeats_only_dead_ones_are_deleted(string key)
    {
        await using PostgresStorage storage = await OpenAsync();
        DateTime then = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        NpgsqlDataSource source = (NpgsqlDataSource)storage.GrainState.DataSource;
        await using NpgsqlCommand insert = source.CreateCommand("""
            INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, StartTime, IAmAliveTime)
            SELECT 'c', '10.0.0.1', 1, status, 's', 'h', status, $1, $1 FROM generate_series(1, 6) AS status
            """);
        insert.Parameters.AddWithValue(then);
        await insert.ExecuteNonQueryAsync();
        await using NpgsqlCommand read = source.CreateCommand("SELECT QueryText FROM OrleansQuery WHERE QueryKey = $1");
        read.Parameters.AddWithValue(key);

        await using NpgsqlCommand clean = source.CreateCommand((string)(await read.ExecuteScalarAsync())!);
        clean.Parameters.AddWithValue("DeploymentId", "c");
        clean.Parameters.AddWithValue("IAmAliveTime", key == "CleanupDefunctSiloEntryKey" ? then : then.AddDays(1));
        clean.Parameters.AddWithValue("StartTime", then);
        clean.Parameters.AddWithValue("Address", "10.0.0.1");
        clean.Parameters.AddWithValue("Port", 1);
        clean.Parameters.AddWithValue("Generation", 6);
        clean.Parameters.AddWithValue("SuspectTimes", NpgsqlDbType.Text, DBNull.Value);
        int deleted = await clean.ExecuteNonQueryAsync();

        Assert.Equal(1, deleted);
        await using NpgsqlCommand left = source.CreateCommand("SELECT count(*) FROM OrleansMembershipTable WHERE Status < 6");
        Assert.Equal(5L, await left.ExecuteScalarAsync());
    }

    protected override async Task RunAsync(Func<IGrainFactory, Task> body)
    {
        await using PostgresStorage storage = await OpenAsync();
        using IHost silo = await StartAsync(storage);
        await body(silo.Services.GetRequiredService<IGrainFactory>());
        await silo.StopAsync();
    }

    private static Task<IHost> StartAsync(PostgresStorage storage) => StartSiloAsync(
        storage.GrainState,
        (builder, port, gatewayPort) => builder
            .UseAdoNetClustering(options =>
            {
                options.Invariant = storage.GrainState.Invariant;
                options.DataSource = storage.GrainState.DataSource;
            })
            .Configure<ClusterOptions>(cluster => (cluster.ServiceId, cluster.ClusterId) = ("tests", "tests"))
            .ConfigureEndpoints(IPAddress.Loopback, port, gatewayPort));

    private static async Task<IHost> StartClientAsync(PostgresStorage storage)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleansClient(client => client
            .UseAdoNetClustering(options =>
            {
                options.Invariant = storage.GrainState.Invariant;
                options.DataSource = storage.GrainState.DataSource;
            })
            .Configure<ClusterOptions>(cluster => (cluster.ServiceId, cluster.ClusterId) = ("tests", "tests")));
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private Task<PostgresStorage> OpenAsync() =>
        PostgresStorage.OpenAsync(new PostgresStorageOptions { ConnectionString = _database }, TimeProvider.System, default);
}
