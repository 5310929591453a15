using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using JpegReducer.Support.ObjectStore;
using JpegReducer.Support.Postgres;

namespace JpegReducer.Support.Nodes;

/// <summary>
/// A cluster on this machine: silos and gateways in separate processes, PostgreSQL and an object store. Stops what it started.
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly List<ServiceProcess> _silos = [];
    private readonly List<ServiceProcess> _gateways = [];
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly Dictionary<string, string> _secrets = [];
    private readonly string[] _settings;

    private TestCluster(string[] settings)
    {
        _settings = settings;
        ApiKey = $"jr_test_{RandomNumberGenerator.GetHexString(48, lowercase: true)}";
        _secrets["Node__ApiKey"] = ApiKey;
    }

    /// <summary>The database of the cluster.</summary>
    public PostgresServer Postgres { get; private set; } = null!;

    /// <summary>The object store of the cluster, if its files are in one.</summary>
    public CephObjectStore Files { get; private set; } = null!;

    /// <summary>How the database is reached.</summary>
    public string ConnectionString => _secrets["Postgres__ConnectionString"];

    /// <summary>The silos that were started.</summary>
    public IReadOnlyList<ServiceProcess> Silos => _silos;

    /// <summary>The gateways that were started.</summary>
    public IReadOnlyList<ServiceProcess> Gateways => _gateways;

    /// <summary>A key that is valid for the cluster's local account, with all scopes.</summary>
    public string ApiKey { get; }

    /// <summary>Starts a cluster with its own database and object store; it is ready when this returns.</summary>
    /// <param name="silos">How many silos.</param>
    /// <param name="gateways">How many gateways.</param>
    /// <param name="settings">Settings of all, as on the command line.</param>
    public static Task<TestCluster> StartAsync(int silos, int gateways, params string[] settings) =>
        StartAsync(silos, gateways, postgresSettings: [], settings);

    /// <summary>As the other, with settings of the database server.</summary>
    public static Task<TestCluster> StartAsync(int silos, int gateways, string[] postgresSettings, params string[] settings) => StartAsync(
        settings,
        async cluster =>
        {
            cluster._servers.Add(cluster.Postgres = await PostgresServer.StartAsync(postgresSettings));
            cluster._servers.Add(cluster.Files = await CephObjectStore.StartAsync());
            cluster._secrets["S3__Endpoint"] = cluster.Files.Endpoint.ToString();
            cluster._secrets["S3__Bucket"] = await cluster.Files.CreateBucketAsync();
            cluster._secrets["S3__AccessKey"] = CephObjectStore.AccessKey;
            cluster._secrets["S3__SecretKey"] = CephObjectStore.SecretKey;
            await cluster.StartNodesAsync(silos, gateways);
        });

    /// <summary>Starts a cluster on an existing database server, with files in a shared folder.</summary>
    public static Task<TestCluster> StartAsync(
        PostgresServer postgres, string sharedFolder, int silos, int gateways, params string[] settings) =>
        StartAsync(
        ["--Storage:SharedFolder", sharedFolder, .. settings],
        async cluster =>
        {
            cluster.Postgres = postgres;
            await cluster.StartNodesAsync(silos, gateways);
        });

    /// <summary>Adds a silo; it is a member when this returns.</summary>
    /// <param name="launcher">A program, with its arguments, that becomes the silo.</param>
    public async Task<ServiceProcess> AddSiloAsync(IReadOnlyList<string>? launcher = null)
    {
        ServiceProcess silo = new(
            "Silo",
            [
                "--Node:Mode", "Cluster", "--urls", "http://127.0.0.1:0", "--Cluster:Address", "127.0.0.1", "--Cluster:SiloPort", Port(),
                    "--Cluster:GatewayPort", Port(),
                .. _settings,
            ],
            _secrets,
            launcher);
        _silos.Add(silo);
        await silo.StartAsync();
        return silo;
    }

    /// <summary>Adds a gateway; it answers when this returns.</summary>
    public async Task<ServiceProcess> AddGatewayAsync()
    {
        ServiceProcess gateway = new("Client", ["--urls", $"http://127.0.0.1:{Port()}", .. _settings], _secrets);
        _gateways.Add(gateway);
        await gateway.StartAsync();
        return gateway;
    }

    /// <summary>An authenticated client that uses any available gateway and obeys Retry-After.</summary>
    public NodeClient CreateClient() =>
        new(SignIn(new HttpClient(new PatientHandler(() => [.. _gateways.Select(gateway => gateway.Url)], Describe))
        {
            BaseAddress = _gateways[0].Url,
        }));

    /// <summary>An authenticated client of one gateway.</summary>
    public HttpClient CreateHttpClient(int gateway = 0) => SignIn(new HttpClient { BaseAddress = _gateways[gateway].Url });

    /// <summary>Waits until every silo and gateway is ready.</summary>
    public async Task WaitUntilReadyAsync()
    {
        foreach (ServiceProcess node in _silos.Concat(_gateways).Where(node => node.IsRunning))
        {
            using NodeClient client = new(new HttpClient { BaseAddress = node.Url });
            while (!(await client.ReadyAsync()).IsReady) await Task.Yield();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProcess node in _gateways.Concat(_silos)) await node.DisposeAsync();
        foreach (IAsyncDisposable server in _servers) await server.DisposeAsync();
    }

    private static async Task<TestCluster> StartAsync(string[] settings, Func<TestCluster, Task> start)
    {
        TestCluster cluster = new(settings);
        try
        {
            await start(cluster);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private HttpClient SignIn(HttpClient http)
    {
        http.Timeout = TimeSpan.FromMinutes(5);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
        return http;
    }

    /// <summary>The last lines of all nodes.</summary>
    private string Describe() => string.Join('\n', _gateways.Concat(_silos).Select(node => $"== {node.ProcessId}\n{node.Output}"));

    private static string Port() => FreePorts.Next().ToString(CultureInfo.InvariantCulture);

    private async Task StartNodesAsync(int silos, int gateways)
    {
        _secrets["Postgres__ConnectionString"] = await Postgres.CreateDatabaseAsync();
        for (int i = 0; i < silos; i++) await AddSiloAsync();
        for (int i = 0; i < gateways; i++) await AddGatewayAsync();
    }
}
