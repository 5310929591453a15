using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;

namespace JpegReducer.Support.ObjectStore;

/// <summary>
/// A temporary Ceph cluster with an S3 gateway (RGW): one monitor, one OSD that keeps objects in memory, one gateway, all in
/// a temporary folder and on 127.0.0.1 only. Hetzner's Object Storage runs the same software.
/// </summary>
public sealed class CephObjectStore : IAsyncDisposable
{
    public const string AccessKey = "testkey";
    public const string SecretKey = "testsecret";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("jpegreducer-rgw-").FullName;
    private readonly List<Process> _daemons = [];
    private readonly int _monitorPort = FreePort();
    private readonly int _port = FreePort();

    private Process? _gateway;

    private CephObjectStore() => AppDomain.CurrentDomain.ProcessExit += StopAtExit;

    /// <summary>Where it answers.</summary>
    public Uri Endpoint => new($"http://127.0.0.1:{_port}");

    /// <summary>Creates a store and starts it.</summary>
    /// <exception cref="InvalidOperationException">Ceph is not installed, or does not start.</exception>
    public static async Task<CephObjectStore> StartAsync()
    {
        CephObjectStore store = new();
        try
        {
            await store.PrepareAsync();
            store.StartDaemon("ceph-mon", "-i", "a");
            await store.RunAsync("ceph", "-s", "--connect-timeout", "30");
            string osd = Guid.NewGuid().ToString();
            await store.RunAsync("ceph", "osd", "new", osd);
            await store.RunAsync("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd);
            store.StartDaemon("ceph-osd", "-i", "0");
            store.StartGateway();
            await store.RunAsync(
                "radosgw-admin", "--name", "client.rgw", "user", "create", "--uid=test", "--display-name=test", $"--access-key={AccessKey}",
                $"--secret-key={SecretKey}");
            await store.WaitUntilItAnswersAsync();
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates an empty bucket and returns its name.</summary>
    public async Task<string> CreateBucketAsync()
    {
        using AmazonS3Client client = new(
            new BasicAWSCredentials(AccessKey, SecretKey),
            new AmazonS3Config { ServiceURL = Endpoint.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true });
        string name = $"test-{Guid.NewGuid():N}";
        await client.PutBucketAsync(name);
        return name;
    }

    /// <summary>Kills the gateway: objects are kept, but the store does not answer.</summary>
    public async Task CrashAsync()
    {
        _gateway!.Kill();
        await _gateway.WaitForExitAsync();
        _daemons.Remove(_gateway);
        _gateway.Dispose();
    }

    /// <summary>Starts the gateway again, at the same address.</summary>
    public Task StartAgainAsync()
    {
        StartGateway();
        return WaitUntilItAnswersAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= StopAtExit;
        Stop();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void StopAtExit(object? sender, EventArgs e) => Stop();

    private void Stop()
    {
        foreach (Process daemon in _daemons)
        {
            daemon.Kill();
            daemon.WaitForExit();
            daemon.Dispose();
        }

        _daemons.Clear();
    }

    private async Task PrepareAsync()
    {
        foreach (string name in (string[])["mon", "osd", "rgw", "run"]) Directory.CreateDirectory(Path.Combine(_folder, name));
        string cluster = Guid.NewGuid().ToString();
        await File.WriteAllTextAsync(Path.Combine(_folder, "ceph.conf"), Configuration(cluster));
        string keys = Path.Combine(_folder, "keyring");
        string map = Path.Combine(_folder, "monmap");
        await RunAsync("monmaptool", "--create", "--fsid", cluster, "--addv", "a", $"[v2:127.0.0.1:{_monitorPort}]", map);
        await RunAsync("ceph-authtool", "--create-keyring", keys, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *");
        await RunAsync("ceph-authtool", keys, "--gen-key", "-n", "client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *",
            "--cap", "mgr", "allow *");
        await RunAsync("ceph-authtool", keys, "--gen-key", "-n", "client.rgw", "--cap", "mon", "allow *", "--cap", "osd", "allow *");
        await RunAsync("ceph-authtool", keys, "--gen-key", "-n", "osd.0", "--cap", "mon", "allow profile osd", "--cap", "osd", "allow *");
        await RunAsync("ceph-mon", "--mkfs", "-i", "a", "--monmap", map, "--keyring", keys);
    }

    private string Configuration(string cluster) =>
        $"""
        [global]
        fsid = {cluster}
        mon host = [v2:127.0.0.1:{_monitorPort}]
        mon initial members = a
        auth cluster required = cephx
        auth service required = cephx
        auth client required = cephx
        auth allow insecure global id reclaim = false
        keyring = {_folder}/keyring
        public addr = 127.0.0.1
        cluster addr = 127.0.0.1
        ms bind ipv6 = false
        osd pool default size = 1
        osd pool default min size = 1
        osd pool default pg num = 1
        osd pool default pgp num = 1
        osd pool default pg autoscale mode = off
        osd crush chooseleaf type = 0
        mon allow pool size one = true
        mon max pg per osd = 1000
        log file = {_folder}/run/$name.log
        admin socket = {_folder}/run/$name.asok
        pid file = {_folder}/run/$name.pid
        run dir = {_folder}/run
        crash dir = {_folder}/run
        setuser match path =
        [mon]
        mon data = {_folder}/mon
        mon data avail crit = 1
        mon data avail warn = 1
        paxos propose interval = 0.02
        paxos min wait = 0.005
        mon tick interval = 1
        [osd]
        osd data = {_folder}/osd
        osd objectstore = memstore
        memstore device bytes = 8589934592
        osd class load list = *
        osd class default list = *
        [client.rgw]
        rgw frontends = beast endpoint=127.0.0.1:{_port}
        rgw data = {_folder}/rgw
        rgw dns name = localhost
        rgw enable usage log = false
        rgw run sync thread = false
        rgw thread pool size = 32

        """;

    private void StartGateway() => _gateway = StartDaemon("radosgw", "--name", "client.rgw");

    private Process StartDaemon(string program, params string[] arguments)
    {
        Process daemon = Launch(program, [.. arguments, "-f"]);
        daemon.OutputDataReceived += (_, _) => { }; // read and dropped, so that it never waits for its reader
        daemon.ErrorDataReceived += (_, _) => { };
        daemon.BeginOutputReadLine();
        daemon.BeginErrorReadLine();
        _daemons.Add(daemon);
        return daemon;
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Launch(program, arguments);
        using CancellationTokenSource patience = new(Patience);
        Task<string> said = process.StandardError.ReadToEndAsync(patience.Token);
        await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await said}");
    }

    private Process Launch(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        start.Environment["CEPH_CONF"] = Path.Combine(_folder, "ceph.conf");
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException(
                $"{program} is missing: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd ceph-common");
        }
    }

    private async Task WaitUntilItAnswersAsync()
    {
        using HttpClient client = new();
        using CancellationTokenSource patience = new(Patience);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            if (_daemons.Find(daemon => daemon.HasExited) is { } ended)
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"{ended.StartInfo.FileName} ended with {ended.ExitCode}."));
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(Endpoint, patience.Token);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }
        }
    }
}
