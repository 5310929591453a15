using System.Net;
using JpegReducer.ApiContracts;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using ApiJobState = JpegReducer.ApiContracts.JobState;

namespace JpegReducer.Silo.Tests;

/// <summary>Jobs through gateway, grains, workers and storage.</summary>
public sealed class JobFlowTests : IAsyncLifetime
{
    private TestNode _node = null!;
    private NodeClient _client = null!;

    public async Task InitializeAsync()
    {
        _node = await TestNode.StartAsync(null, "--Fetch:AllowedNetworks:0", "127.0.0.0/8");
        _client = _node.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task Every_image_of_a_job_ends_once_and_usage_is_settled_when_the_job_is_done()
    {
        string job = await _client.OpenJobAsync();
        for (int i = 0; i < 5; i++)
            await _client.UploadAsync(job, Enumerable.Range(0, 40).Select(n => ($"{i}-{n}.jpg", TestImages.Photo(64, 48, n))));

        JobView end = await _client.FinishAsync(job);
        UsageView usage = await _client.UsageAsync();

        IReadOnlyList<ManifestItem> manifest = await _client.ManifestAsync(job);
        Assert.Equal(Enumerable.Range(0, 200), manifest.Select(item => item.Sequence));
        Assert.Equal(200, end.Counts.Reduced + end.Counts.Kept);
        Assert.Equal(end.Counts.Charged, usage.Total.Charged);
        Assert.Equal(end.BytesIn, usage.Total.BytesIn);
    }

    [Fact]
    public async Task A_broken_image_ends_with_a_reason_and_costs_nothing_while_the_others_succeed()
    {
        string job = await _client.OpenJobAsync();
        await _client.UploadAsync(
            job,
            [("good.jpg", TestImages.Photo()), ("cut.jpg", BrokenImages.CutInHeader(TestImages.Photo())), ("page.jpg", BrokenImages.Html),
            ("bomb.jpg", BrokenImages.BombHeader())]);

        JobView end = await _client.FinishAsync(job);

        string[] reasons = [.. (await _client.ManifestAsync(job)).Select(item => item.Reason ?? "")];
        Assert.Equal(["", "truncated", "not-an-image", "too-large"], reasons);
        Assert.Equal((1, 3, 1), (end.Counts.Reduced, end.Counts.Failed, end.Counts.Charged));
    }

    [Fact]
    public async Task A_cancelled_job_ends_and_keeps_finished_results()
    {
        byte[] photo = TestImages.Photo(640, 480);
        string job = await _client.OpenJobAsync();
        await _client.UploadAsync(job, Enumerable.Range(0, 60).Select(n => ($"{n}.jpg", photo)));
        await _client.WaitAsync(job, view => view.Counts.Total - view.Counts.Pending > 0);

        using HttpClient http = _node.CreateHttpClient();
        (await http.PostAsync($"/v1/jobs/{job}/cancel", null)).EnsureSuccessStatusCode();
        JobView end = await _client.WaitAsync(job, view => view.State is ApiJobState.Cancelled);

        Assert.Equal(60, end.Counts.Reduced + end.Counts.Kept + end.Counts.Cancelled);
        Assert.Equal(end.Counts.Charged, (await _client.UsageAsync()).Total.Charged);
        Assert.Equal(60, (await _client.ManifestAsync(job)).Count(item => item.State is not ApiContracts.ItemState.Pending));
    }

    [Fact]
    public async Task A_url_is_fetched_and_a_rejected_one_has_a_reason()
    {
        byte[] photo = TestImages.Photo();
        using HttpListener server = new();
        int port = FreePort();
        server.Prefixes.Add($"http://127.0.0.1:{port}/");
        server.Start();
        Task serving = ServeAsync(server, photo);
        string job =
            await OpenWithUrlsAsync(
            $"http://127.0.0.1:{port}/photo.jpg", $"http://127.0.0.1:{port}/missing.jpg", "http://10.0.0.1/inside.jpg");

        await _client.WaitAsync(job, view => view.State is ApiJobState.Done);

        IReadOnlyList<ManifestItem> manifest = await _client.ManifestAsync(job);
        Assert.Equal(["reduced", "failed", "failed"], manifest.Select(item => item.State.ToString().ToLowerInvariant()));
        Assert.Equal(["", "source-refused", "address-forbidden"], manifest.Select(item => item.Reason ?? ""));
        Assert.Equal(photo.Length, manifest[0].Input.Bytes);
        server.Stop();
        await serving;
    }

    [Fact]
    public async Task Many_images_of_one_account_do_not_delay_few_of_another()
    {
        IJobGrain large = await OpenAsync(new AccountId(Guid.NewGuid()), 400), small = await OpenAsync(new AccountId(Guid.NewGuid()), 5);

        JobStatus? end = null;
        while (end is not { IsClosed: true }) end = await small.WaitAsync(long.MaxValue, TimeSpan.FromSeconds(2));

        Assert.True((await large.GetStatusAsync())!.Totals.Pending > 200, "the large job was done before the small one");
    }

    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ServeAsync(HttpListener server, byte[] photo)
    {
        while (server.IsListening)
        {
            try
            {
                HttpListenerContext context = await server.GetContextAsync();
                bool isThere = context.Request.Url!.AbsolutePath == "/photo.jpg";
                context.Response.StatusCode = isThere ? 200 : 404;
                if (isThere) await context.Response.OutputStream.WriteAsync(photo);
                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task<string> OpenWithUrlsAsync(params string[] urls)
    {
        using HttpClient http = _node.CreateHttpClient();
        CreateJobRequest request = new() { Inputs = [.. urls.Select(url => new UrlInput(url))] };
        using HttpResponseMessage response =
            await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
            http, "/v1/jobs", request, ApiJson.Default.CreateJobRequest);
        return (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync(response.Content, ApiJson.Default.JobView))!.Id;
    }

    /// <summary>Opens a job of a new account, with copies of one upload.</summary>
    private async Task<IJobGrain> OpenAsync(AccountId account, int images)
    {
        JobId job = JobId.New(DateTimeOffset.UtcNow);
        await _node.Grains.GetGrain<IUserGrain>(account.Value).EnsureAsync("account");
        JobSpec spec = new(account, Interfaces.Jobs.JobPriority.Bulk, new ReductionSettings(), null);
        StoredFile file = await StoreAsync(job, TestImages.Photo(320, 240));
        NewItem[] items = [.. Enumerable.Range(0, images).Select(n => new NewItem($"{n}.jpg", null, new ItemSource.Uploaded(file)))];
        await _node.Grains.GetGrain<IJobGrain>(job.Value).OpenAsync(spec, new ItemBatch(Guid.NewGuid(), items), isComplete: true);
        return _node.Grains.GetGrain<IJobGrain>(job.Value);
    }

    private async Task<StoredFile> StoreAsync(JobId job, byte[] bytes)
    {
        DateTimeOffset expiresAt = DateTimeOffset.UtcNow.AddHours(1);
        BlobKey key = BlobKey.ForUpload(job, expiresAt);
        Storage.Blobs.IBlobStore blobs = (Storage.Blobs.IBlobStore)_node.Services.GetService(typeof(Storage.Blobs.IBlobStore))!;
        Storage.Blobs.BlobInfo blob = await blobs.WriteAsync(key, new MemoryStream(bytes), bytes.Length, CancellationToken.None);
        return new StoredFile(key, blob.Bytes, blob.Sha256, expiresAt);
    }
}
