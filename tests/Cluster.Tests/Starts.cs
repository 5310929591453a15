using JpegReducer.Support.Nodes;
using JpegReducer.Support.Postgres;

namespace JpegReducer.Cluster.Tests;

/// <summary>Starts that cannot succeed end with one sentence, and a code that says whether to try again.</summary>
[Trait("Category", "Process")]
public sealed class Starts
{
    private const int Unavailable = 69;
    private const int ConfigurationError = 78;

    [Theory]
    [InlineData("Silo", "", "Cluster:Address")]
    [InlineData("Silo", "--Cluster:Address 127.0.0.1 --Cluster:SiloPort 40000", "Cluster:SiloPort")]
    [InlineData("Silo", "--Cluster:Address 127.0.0.1", "S3:Endpoint")]
    [InlineData("Silo", "--Cluster:Address 127.0.0.1 --S3:Endpoint http://127.0.0.1:9", "S3:Bucket")]
    [InlineData("Silo", "--Cluster:Address 127.0.0.1 --Storage:SharedFolder /dev/null/x", "/dev/null/x")]
    [InlineData("Silo", "--Node:Mode Clutser", "Node:Mode")]
    [InlineData("Silo", "--Node:Mode Embedded --Storage:DataFolder {folder} --Worker:Slots 5000", "Worker:Slots must be between 0 (no work here) and 1,024.")]
    [InlineData("Silo", "--Node:Mode Embedded --Storage:DataFolder {folder} --Jobs:LeaseSilence 00:00:01", "Jobs:LeaseSilence")]
    [InlineData("Client", "--Cluster:Id a/b", "Cluster:Id")]
    [InlineData("Client", "--Storage:SharedFolder {folder}", "Postgres:ConnectionString")]
    public async Task A_setting_that_is_wrong_is_named(string program, string arguments, string sentence)
    {
        using Support.Files.TemporaryFolder folder = new();
        await using ServiceProcess process = new(
            program, ["--urls", "http://127.0.0.1:0", "--Node:Mode", "Cluster", .. arguments.Replace("{folder}", folder.Path, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)], []);

        Assert.Equal(ConfigurationError, await process.RunToEndAsync());
        Assert.Contains(sentence, process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_away_is_a_reason_to_try_again()
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
}
