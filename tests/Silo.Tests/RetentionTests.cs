using System.Net;
using JpegReducer.ApiContracts;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Retention;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Silo.Tests;

/// <summary>Files are deleted after two hours and records after forty days, by the clock of the node.</summary>
public sealed class RetentionTests(RetentionTests.AgingNode aging) : IClassFixture<RetentionTests.AgingNode>
{
    private static readonly TimeSpan TwoHours = TimeSpan.FromHours(2);

    [Fact]
    public async Task A_file_is_available_for_exactly_two_hours()
    {
        (TestNode node, OffsetTime time, TimeSpan start) = await aging.WithoutFilesAsync();
        using NodeClient client = node.CreateClient();
        using HttpClient http = node.CreateHttpClient();
        ManifestItem item = await ReduceOneAsync(client);
        string?[] files = [.. item.Outputs.Select(output => output.Content), item.Links.Content, item.Links.Original];

        time.Elapsed = start + TwoHours - TimeSpan.FromMinutes(1);
        foreach (string? file in files) Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(file)).StatusCode);

        time.Elapsed = start + TwoHours;
        foreach (string? file in files) Assert.Equal(HttpStatusCode.Gone, (await http.GetAsync(file)).StatusCode);
        Assert.NotEmpty(FilesIn(node)); // the bytes are deleted within two minutes after
    }

    [Fact]
    public async Task A_sweep_deletes_and_reports_every_byte_that_is_due()
    {
        (TestNode node, OffsetTime time, TimeSpan start) = await aging.WithoutFilesAsync();
        using NodeClient client = node.CreateClient();
        await ReduceOneAsync(client);
        long bytes = FilesIn(node).Sum(file => new FileInfo(file).Length);

        time.Elapsed = start + TwoHours + TimeSpan.FromMinutes(1);
        SweepReceipt receipt = await Retention(node).SweepAsync();

        Assert.Empty(FilesIn(node));
        Assert.Equal((3, bytes), (receipt.Files, receipt.Bytes)); // source, main output and WebP
    }

    [Fact]
    public async Task Journal_entries_are_deleted_an_hour_after_the_files()
    {
        (TestNode node, OffsetTime time, TimeSpan start) = await aging.WithoutFilesAsync();
        using NodeClient client = node.CreateClient();
        await ReduceOneAsync(client);
        string journal = Path.Combine(node.DataFolder, "journal");

        time.Elapsed = start + TwoHours;
        await Retention(node).SweepAsync();
        string[] before = Directory.GetFiles(journal);
        time.Elapsed = start + TwoHours + TimeSpan.FromHours(2);
        await Retention(node).SweepAsync();

        Assert.Single(before);
        Assert.Empty(Directory.GetFiles(journal));
    }

    [Fact]
    public async Task Nothing_that_is_not_due_is_deleted()
    {
        (TestNode node, OffsetTime time, TimeSpan start) = await aging.WithoutFilesAsync();
        using NodeClient client = node.CreateClient();
        ManifestItem item = await ReduceOneAsync(client);

        time.Elapsed = start + TwoHours - TimeSpan.FromMinutes(1);
        SweepReceipt receipt = await Retention(node).SweepAsync();

        Assert.Equal(0, receipt.Files);
        Assert.NotEmpty(await client.ContentAsync(item));
    }

    [Fact]
    public async Task Files_that_expired_while_the_node_was_down_are_deleted_at_its_start()
    {
        OffsetTime time = new();
        await using TestNode node = await TestNode.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        using (NodeClient client = node.CreateClient()) await ReduceOneAsync(client);

        time.Elapsed = TimeSpan.FromDays(1);
        await node.RestartAsync(services => services.AddSingleton<TimeProvider>(time));
        await Retention(node).SweepAsync(); // runs after that of the start

        Assert.Empty(FilesIn(node));
    }

    [Fact]
    public async Task Records_are_deleted_forty_days_after_their_job_was_opened()
    {
        OffsetTime time = new();
        await using TestNode node = await TestNode.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        using HttpClient http = node.CreateHttpClient();
        using NodeClient client = node.CreateClient();
        string job = await client.OpenJobAsync();
        await client.UploadAsync(job, [("a.jpg", TestImages.Photo())]);
        await client.FinishAsync(job);

        time.Elapsed = TimeSpan.FromDays(40) - TimeSpan.FromMinutes(1);
        Assert.Equal(0, (await Retention(node).SweepAsync()).Records);

        time.Elapsed = TimeSpan.FromDays(40) + TimeSpan.FromMinutes(1);
        Assert.True((await Retention(node).SweepAsync()).Records >= 2); // the job and its item
        await node.RestartAsync(services => services.AddSingleton<TimeProvider>(time)); // so that no grain has it in memory
        using HttpClient after = node.CreateHttpClient();
        Assert.Equal(HttpStatusCode.NotFound, (await after.GetAsync($"/v1/jobs/{job}")).StatusCode);
    }

    [Fact]
    public async Task The_reminder_sweeps_every_minute()
    {
        FakeTimeProvider reminders = new(DateTimeOffset.UtcNow);
        OffsetTime time = new();
        await using TestNode node = await TestNode.StartAsync(services => services
            .AddSingleton<TimeProvider>(time)
            .AddKeyedSingleton<TimeProvider>("Orleans.Reminders", reminders));
        using NodeClient client = node.CreateClient();
        await ReduceOneAsync(client);

        time.Elapsed = TwoHours + TimeSpan.FromMinutes(1);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (FilesIn(node).Length > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            reminders.Advance(TimeSpan.FromSeconds(30));
            await client.UsageAsync(); // a call through the node, during which the tick can run
        }
    }

    /// <summary>A node for several tests. Its clock only moves forward.</summary>
    public sealed class AgingNode : IAsyncLifetime
    {
        private readonly OffsetTime _time = new();
        private TestNode _node = null!;

        public async Task InitializeAsync() => _node = await TestNode.StartAsync(services => services.AddSingleton<TimeProvider>(_time));

        public Task DisposeAsync() => _node.DisposeAsync().AsTask();

        /// <summary>The node after all files of earlier tests have been deleted, and the time that its clock then shows.</summary>
        internal async Task<(TestNode Node, OffsetTime Time, TimeSpan Start)> WithoutFilesAsync()
        {
            _time.Advance(2 * TwoHours);
            await Retention(_node).SweepAsync();
            return (_node, _time, _time.Elapsed);
        }
    }

    private static IRetentionGrain Retention(TestNode node) => node.Grains.GetGrain<IRetentionGrain>(GrainKeys.Retention);

    private static string[] FilesIn(TestNode node) =>
        Directory.GetFiles(Path.Combine(node.DataFolder, "files"), "*", SearchOption.AllDirectories);

    /// <summary>Reduces a picture to two outputs.</summary>
    private static async Task<ManifestItem> ReduceOneAsync(NodeClient client)
    {
        string job = await client.OpenJobAsync(new ReductionRequest { Formats = [OutputFormat.Keep, OutputFormat.Webp] });
        await client.UploadAsync(job, [("photo.png", TestImages.PhotoPng())]);
        await client.FinishAsync(job);
        ManifestItem item = (await client.ManifestAsync(job)).Single();
        Assert.Equal([OutputState.Reduced, OutputState.Reduced], item.Outputs.Select(output => output.State));
        return item;
    }
}
