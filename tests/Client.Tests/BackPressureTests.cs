using System.Net;
using JpegReducer.ApiContracts;
using JpegReducer.Silo;
using JpegReducer.Support.Files;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Client.Tests;

/// <summary>Back-pressure of a node that reduces nothing, so that items stay queued.</summary>
public sealed class BackPressureTests : IAsyncLifetime
{
    private const string Key = "jr_test_0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder _data = new();
    private EmbeddedNode _node = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _node = await EmbeddedNode.StartAsync(
            [
                "--urls", "http://127.0.0.1:0", "--Storage:DataFolder", _data.Path, "--Node:ApiKey", Key, "--Worker:Slots", "0",
                "--Gateway:MaxWaitingItems", "2",
            ],
            configure: null,
            CancellationToken.None);
        _http = new HttpClient { BaseAddress = _node.Url, DefaultRequestHeaders = { { "Authorization", $"Bearer {Key}" } } };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _node.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task An_account_with_too_many_queued_items_gets_429_with_retry_after()
    {
        using NodeClient client = new(_http);
        string job = await client.OpenJobAsync();
        await client.UploadAsync(job, [("a.jpg", TestImages.Photo()), ("b.jpg", TestImages.Photo())]);

        using HttpResponseMessage refused = await RefusedAsync(job);

        await refused.AssertProblemAsync(HttpStatusCode.TooManyRequests, ProblemCodes.TooManyWaiting);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal(2, (await client.WatchAsync(job, since: -1)).Counts.Total);
    }

    /// <summary>Sends requests until the gateway, which reads the backlog once a second, has noticed.</summary>
    private async Task<HttpResponseMessage> RefusedAsync(string job)
    {
        while (true)
        {
            using StringContent nothing = new("""{ "inputs": [] }""", mediaType: new("application/json"));
            HttpResponseMessage response = await _http.PostAsync($"/v1/jobs/{job}/items", nothing);
            if (response.StatusCode is HttpStatusCode.TooManyRequests) return response;

            response.Dispose();
        }
    }
}
