using JpegReducer.Support.Files;
using JpegReducer.Support.Nodes;
using JpegReducer.Support.Postgres;

namespace JpegReducer.Cluster.Tests;

/// <summary>Starts that cannot succeed end with a message, and an exit code that says whether a retry may succeed.</summary>
[Trait("Category", "Process")]
public sealed class Starts
{
    private const int Unavailable = 69;
    private const int ConfigurationError = 78;

    [Theory]
    [InlineData("Silo", "--Worker:Slots four", "Worker:Slots is 'four', but it must be a whole number")]
    [InlineData("Silo", "--Worker:Slots 5000", "Worker:Slots is 5,000, but it must be between 0 and 1,024.")]
    [InlineData("Silo", "--Worker:Slots 99999999999999999999", "but it must be between 0 and 1,024.")]
    [InlineData("Silo", "--Worker:Slot 4", "Worker:Slot is not a setting; the nearest name is Worker:Slots.")]
    [InlineData("Silo", "--Worker:Slots:Most 4", "Worker:Slots:Most is not a setting")]
    [InlineData("Silo", "--Worker 4", "Worker is a section, not a setting")]
    [InlineData("Silo", "--Worker:Effort Hihg", "Worker:Effort is 'Hihg', but it must be Normal, High or Thorough.")]
    [InlineData("Silo", "--Worker:Effort 1", "Worker:Effort is '1', but it must be Normal, High or Thorough.")]
    [InlineData("Silo", "--Node:EndsWithInput yes", "Node:EndsWithInput is 'yes', but it must be true or false.")]
    [InlineData("Silo", "--Node:ApiKey short", "Node:ApiKey is too short")]
    [InlineData("Silo", "--Pricing:MinSaving 5%", "Pricing:MinSaving is '5%', but it must be a number")]
    [InlineData("Silo", "--Jobs:LeaseSilence 00:00:01", "Jobs:LeaseSilence is 1s, but it must be between 2s and 10m.")]
    [InlineData("Silo", "--Retention:FileLifetime 2", "Retention:FileLifetime is '2', but it must be a duration with a unit, such as 2s, "
        + "2m, 2h or 2d.")]
    [InlineData("Silo", "--Retention:FileLifetime 2:30", "Retention:FileLifetime is '2:30', but it must be a duration")]
    [InlineData("Silo", "--Retention:FileLifetime 31d", "Retention:FileLifetime is 31d, but it must be between 1s and 30d.")]
    [InlineData("Silo", "--Limits:MaxFrames 0", "Limits:MaxFrames is 0, but it must be between 1 and 100,000.")]
    [InlineData("Silo", "--Limits:MaxPixel 5", "the nearest name is Limits:MaxPixels.")]
    [InlineData("Silo", "--Fetch:AllowedNetworks 10.0.0.0/99", "Fetch:AllowedNetworks is '10.0.0.0/99', but it must be a network")]
    [InlineData("Silo", "--Fetch:AllowedNetworks:0 10.0.0.1/8",
        "Fetch:AllowedNetworks:0 is '10.0.0.1/8', but it must be the first address of a network")]
    [InlineData("Silo", "--Fetch:AllowedNetworks:first 10.0.0.0/8", "Fetch:AllowedNetworks:first is not a setting")]
    [InlineData("Silo", "--Security:TrustedProxies proxy", "Security:TrustedProxies is 'proxy', but it must be a network")]
    [InlineData("Silo", "--Storage:MinFreeSpace lots", "Storage:MinFreeSpace is 'lots', but it must be an amount")]
    [InlineData("Silo", "--Storage:DataFolder /dev/null/x", "/dev/null/x")]
    [InlineData("Silo", "--Worker:Slots=", "Worker:Slots is empty.")]
    [InlineData("Silo", "--Worker:Slots", "Worker:Slots has no value")]
    [InlineData("Silo", "up", "'up' is not a setting")]
    [InlineData("Silo", "-v", "'-v' is not a setting")]
    [InlineData("Silo", "--urls http://some-name:8080", "http://some-name:8080 is not an address to listen at")]
    [InlineData("Silo", "--Kestrel:Endpoints:Web:Url http://*:8080", "http://*:8080 is not an address to listen at")]
    [InlineData("Silo", "--urls https://127.0.0.1:0 --Kestrel:Certificates:Default:Path /nowhere.pfx", "/nowhere.pfx")]
    [InlineData("Silo", "--Node:Mode Clutser", "Node:Mode is 'Clutser', but it must be Embedded or Cluster.")]
    [InlineData("Silo", "--Node:Mode Cluster --Storage:SharedFolder {folder} --Postgres:ConnectionString Host=127.0.0.1",
        "Cluster:Address must be set")]
    [InlineData("Silo", "--Node:Mode Cluster --Storage:SharedFolder {folder} --Postgres:ConnectionString Host=127.0.0.1 "
        + "--Cluster:Address 192.0.2.1", "Cluster:Address is 192.0.2.1, which is not an address of this machine.")]
    [InlineData("Silo", "--Node:Mode Cluster --Storage:SharedFolder {folder} --Postgres:ConnectionString Host=127.0.0.1 "
        + "--Cluster:Address 0.0.0.0", "Cluster:Address is 0.0.0.0")]
    [InlineData("Silo", "--Node:Mode Cluster --Cluster:Address silo-1 --Postgres:ConnectionString Host=127.0.0.1",
        "Cluster:Address is 'silo-1', but it must be an IP address.")]
    [InlineData("Silo", "--Node:Mode Cluster --Cluster:Address 127.0.0.1 --Cluster:SiloPort 40000 --Postgres:ConnectionString "
        + "Host=127.0.0.1", "Cluster:SiloPort")]
    [InlineData("Silo", "--Node:Mode Cluster --Cluster:Address 127.0.0.1 --Postgres:ConnectionString Host=127.0.0.1", "S3:Endpoint")]
    [InlineData("Silo", "--Node:Mode Cluster --Cluster:Address 127.0.0.1 --S3:Endpoint http://127.0.0.1:9 --S3:AccessKey a "
        + "--S3:SecretKey b --Postgres:ConnectionString Host=127.0.0.1", "S3:Bucket must be set.")]
    [InlineData("Silo", "--Node:Mode Cluster --Cluster:Address 127.0.0.1 --S3:Endpoint storage --S3:AccessKey a --S3:SecretKey b "
        + "--S3:Bucket images --Postgres:ConnectionString Host=127.0.0.1", "S3:Endpoint is 'storage', but it must be an address")]
    [InlineData("Silo", "--Node:Mode Cluster --Cluster:Address 127.0.0.1 --Storage:SharedFolder /dev/null/x --Postgres:ConnectionString "
        + "Host=127.0.0.1", "Storage:SharedFolder is '/dev/null/x'")]
    [InlineData("Client", "--Cluster:Id a/b --Postgres:ConnectionString Host=127.0.0.1", "Cluster:Id")]
    [InlineData("Client", "--Security:KeyCacheTime 30 --Postgres:ConnectionString Host=127.0.0.1",
        "Security:KeyCacheTime is '30', but it must be a duration with a unit")]
    [InlineData("Client", "--Gateway:MaxUploadByte 30 --Postgres:ConnectionString Host=127.0.0.1", "the nearest name is Gateway:MaxUploadBytes.")]
    [InlineData("Client", "--Storage:SharedFolder {folder}", "Postgres:ConnectionString must be set.")]
    [InlineData("Client", "--Postgres:ConnectionString secret;word", "Postgres:ConnectionString is not a connection string")]
    [InlineData("Client", "--Postgres:ConnectionString Host=a;Port=abc", "Postgres:ConnectionString is not a connection string")]
    [InlineData("Client", "--Postgres:ConnectionString Host=127.0.0.1;Port=70000;Database=a",
        "Postgres:ConnectionString names a port that is none: ports are 1 to 65535.")]
    [InlineData("Silo", "--Node:Mode Cluster --Cluster:Address 127.0.0.1 --Storage:SharedFolder {folder} --Postgres:ConnectionString "
        + "Host=a:5432,b:70000;Database=a", "Postgres:ConnectionString names a port that is none")]
    [InlineData("Silo", "--Logging:LogLevel:Default Bogus", "Logging:LogLevel:Default is 'Bogus', but it must be Trace, Debug, "
        + "Information, Warning, Error, Critical or None.")]
    [InlineData("Client", "--Logging:Console:LogLevel:Orleans Loud --Postgres:ConnectionString Host=127.0.0.1",
        "Logging:Console:LogLevel:Orleans is 'Loud', but it must be Trace")]
    [InlineData("Silo", "--Logging:Console:QueueFullMode zz", "Logging:Console:QueueFullMode is 'zz', which is not a valid value.")]
    [InlineData("Silo", "--Logging:Console:MaxQueueLength -1", "Logging:Console:MaxQueueLength is '-1', which is not a valid value.")]
    [InlineData("Silo", "--Kestrel:Endpoints:Http:Foo x", "Kestrel:Endpoints:Http:Url must be set")]
    [InlineData("Silo", "--Kestrel:Endpoints:Http:Url http://127.0.0.1:0 --Kestrel:Endpoints:Http:Protocols Http9",
        "Kestrel:Endpoints:Http:Protocols is 'Http9', but it must be None, Http1")]
    [InlineData("Client", "--Postgres:ConnectionString Database=a", "Postgres:ConnectionString names no server")]
    [InlineData("Client", "--Postgres:ConnectionString Host=a --Postgres:PasswordFile /nowhere",
        "Postgres:PasswordFile is '/nowhere', which cannot be read")]
    public async Task A_wrong_setting_is_named_in_one_sentence(string program, string arguments, string sentence)
    {
        using Support.Files.TemporaryFolder folder = new();
        string[] settings = arguments.Replace("{folder}", folder.Path, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await using ServiceProcess process = new(program, settings, [new("ASPNETCORE_URLS", "http://127.0.0.1:0"), new("HOME", folder.Path)]);

        Assert.Equal(ConfigurationError, await process.RunToEndAsync());
        Assert.Contains(sentence, process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", process.Output, StringComparison.Ordinal);
        // a time: the log
        Assert.Single(process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => !line.StartsWith("20", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_of_settings_that_cannot_be_read_is_named()
    {
        using Support.Files.TemporaryFolder folder = new();
        string environment = $"test-{Guid.NewGuid():N}";
        await using ServiceProcess process = new("Client", [], [new("ASPNETCORE_ENVIRONMENT", environment)]);
        string file = Path.Combine(process.ProgramFolder, $"appsettings.{environment}.json");
        await File.WriteAllTextAsync(file, "{ \"Worker\": ");
        try
        {
            Assert.Equal(ConfigurationError, await process.RunToEndAsync());
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Contains(Path.GetFileName(file), process.Output, StringComparison.Ordinal);
        Assert.Single(process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Unrelated_environment_variables_do_not_prevent_a_start_and_unread_settings_cause_a_warning()
    {
        using Support.Files.TemporaryFolder folder = new();
        await using ServiceProcess process = new(
            "Silo", ["--urls", "http://0.0.0.0:0", "--Storage:DataFolder", folder.Path, "--Slots", "4", "--S3:Bucket", "images"],
            [new("NODE", "v22"), new("STORAGE", "/mnt"), new("CLUSTER", "prod"), new("npm_config__jobs", "1"), new("Worke__Slots", "1")]);

        await process.StartAsync();
        await process.StopAsync();

        Assert.Contains("Nothing reads the settings of Worke; the nearest section is Worker.", process.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing reads Slots: settings are written Section:Name.", process.Output, StringComparison.Ordinal);
        Assert.Contains("This program does not read the settings of S3.", process.Output, StringComparison.Ordinal);
        Assert.Contains("Other machines can connect to http://0.0.0.0:0 without TLS", process.Output, StringComparison.Ordinal);
        Assert.Equal(4, process.Output.Split(" warn: JpegReducer.Start", StringSplitOptions.None).Length - 1);
    }

    [Fact]
    public async Task A_trusted_proxy_or_the_loopback_interface_causes_no_warning()
    {
        using Support.Files.TemporaryFolder folder = new();
        await using ServiceProcess open = new("Silo", ["--urls", "http://0.0.0.0:0", "--Storage:DataFolder", folder.Path,
            "--Security:TrustedProxies", "10.0.0.0/8,fd00::/8"], []);
        await open.StartAsync();
        await open.StopAsync();
        await using ServiceProcess closed = new(
            "Silo", ["--urls", "http://localhost:" + Support.Nodes.FreePorts.Next(), "--Storage:DataFolder", folder.Path], []);
        await closed.StartAsync();
        await closed.StopAsync();

        Assert.DoesNotContain("warn: JpegReducer.Start", open.Output + closed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_stopped_during_its_start_exits_without_an_error()
    {
        using TemporaryFolder folder = new();
        await using ServiceProcess process = new("Silo", ["--urls", "http://127.0.0.1:0", "--Storage:DataFolder", folder["data"]], []);
        Task<int> end = process.RunToEndAsync();
        while (!end.IsCompleted && !File.Exists(Path.Combine(folder["data"], "node.lock"))) await Task.Delay(5);

        Assert.Equal(0, await process.StopAsync());
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("listens at", process.Output, StringComparison.Ordinal);
    }

    [SmallDiskFact]
    public async Task A_full_disk_is_reported_as_transient_for_a_new_and_a_used_data_folder()
    {
        using TemporaryFolder folder = new();
        using SmallDisk disk = new(folder["disk"], megabytes: 8);
        await using ServiceProcess used = new("Silo", ["--urls", "http://127.0.0.1:0", "--Storage:DataFolder", Path.Combine(disk.Path, "used")], []);
        await using ServiceProcess fresh = new(
            "Silo", ["--urls", "http://127.0.0.1:0", "--Storage:DataFolder", Path.Combine(disk.Path, "fresh")], []);
        await used.StartAsync();
        await used.StopAsync();
        string ballast = Path.Combine(disk.Path, "ballast");
        Fill(ballast);

        Assert.Equal((Unavailable, Unavailable), (await used.RunToEndAsync(), await fresh.RunToEndAsync()));
        Assert.Contains("There is no space left on the disk of the data folder", used.Output, StringComparison.Ordinal);
        Assert.StartsWith("There is no space left on the disk of the data folder", fresh.Output, StringComparison.Ordinal);

        using (FileStream file = File.OpenWrite(ballast)) file.SetLength(file.Length - 65_536); // full in the middle of the first start
        Assert.Equal(Unavailable, await fresh.RunToEndAsync());

        File.Delete(ballast);
        await used.StartAsync();
    }

    [Fact]
    public async Task An_unavailable_database_is_reported_as_transient()
    {
        using Support.Files.TemporaryFolder folder = new();
        await using ServiceProcess process = new(
            "Client", ["--urls", "http://127.0.0.1:0", "--Storage:SharedFolder", folder.Path],
            [KeyValuePair.Create("Postgres__ConnectionString", "Host=127.0.0.1;Port=9;Username=u;Password=geheim;Database=d")]);

        Assert.Equal(Unavailable, await process.RunToEndAsync());
        Assert.Contains("The database 'd' on 127.0.0.1:9 does not answer", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silos_and_a_gateway_work_on_a_shared_folder_too()
    {
        using Support.Files.TemporaryFolder folder = new();
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        await using TestCluster cluster = await TestCluster.StartAsync(postgres, folder.Path, silos: 2, gateways: 1);
        using NodeClient client = cluster.CreateClient();
        Photos photos = await Photos.CreateAsync();

        string job = await photos.SubmitAsync(client, images: 40);

        await photos.AssertNothingIsLostAsync(client, job, images: 40);
    }

    private static void Fill(string path)
    {
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[4096];
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // full
        }
    }
}
