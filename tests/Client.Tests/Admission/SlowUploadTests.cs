using JpegReducer.ApiContracts;
using JpegReducer.Client.Admission;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Client.Tests.Admission;

/// <summary>Bodies that arrive below the minimum rate.</summary>
[Collection(GatewayNode.Collection)]
public sealed class SlowUploadTests(GatewayNode node, SlowUploadTests.StrictNode strict) : IClassFixture<SlowUploadTests.StrictNode>
{
    [Fact]
    public async Task Slow_uploads_of_one_account_do_not_block_the_uploads_of_others()
    {
        string slow = await node.NewKeyAsync(ApiKeyScopes.Optimize);
        List<RawRequest> uploads = [];
        try
        {
            for (int i = 0; i < 128; i++) uploads.Add(await RawRequest.BeginAsync(node.Url, "/v1/optimize", slow, "image/jpeg", "x"));

            // 16 are in flight and 64 wait; the first response is that of one of the others.
            Task<int>[] answers = [.. uploads.Select(upload => upload.ReadStatusAsync())];
            Assert.Equal(429, await await Task.WhenAny(answers));

            using HttpClient other = await node.NewAccountAsync();
            using NodeClient client = new(other);
            for (int i = 0; i < 8; i++) await client.OptimizeAsync(TestImages.Photo(64, 48));
        }
        finally
        {
            uploads.ForEach(upload => upload.Dispose());
        }
    }

    [Fact]
    public async Task A_length_above_the_limit_is_refused_before_the_body_is_sent()
    {
        string key = await node.NewKeyAsync(ApiKeyScopes.Optimize);
        using RawRequest request =
            await RawRequest.BeginAsync(node.Url, "/v1/optimize", key, "image/jpeg", "", announced: GatewayNode.MaxUploadBytes + 1);

        Assert.Equal(413, await request.ReadStatusAsync());
    }

    [Theory]
    [InlineData("/v1/optimize", "image/jpeg", "x")]
    [InlineData(
        "/v1/optimize", "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\nx")]
    [InlineData("/v1/jobs", "application/json", "{")]
    [InlineData("/v1/jobs/{job}/items", "application/json", "{")]
    [InlineData(
        "/v1/jobs/{job}/items", "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\nx")]
    [InlineData(
        "/v1/jobs/{job}/items", "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\nx\r\n--b\r\nContent-")]
    [InlineData(
        "/v1/jobs/{job}/items", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"label\"\r\n\r\nx")]
    public async Task A_body_that_stops_arriving_ends_with_408_and_leaves_neither_file_nor_slot(string path, string type, string body)
    {
        string key = await strict.NewKeyAsync(ApiKeyScopes.Optimize);
        using NodeClient client = new(strict.WithKey(key));
        string job = await client.OpenJobAsync();
        using RawRequest request =
            await RawRequest.BeginAsync(strict.Url, path.Replace("{job}", job, StringComparison.Ordinal), key, type, body);

        string answer = await request.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains($"\"code\":\"{ProblemCodes.RequestTimeout}\"", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.Empty(strict.FilesOf(job));
        Assert.Equal(0, strict.Services.GetRequiredService<UploadLimiter>().Accounts);
    }

    [Fact]
    public async Task A_second_part_that_trickles_ends_with_408_although_the_first_came_at_once()
    {
        string key = await strict.NewKeyAsync(ApiKeyScopes.Optimize);
        using NodeClient client = new(strict.WithKey(key));
        string job = await client.OpenJobAsync();
        string part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n";
        using RawRequest request = await RawRequest.BeginAsync(
            strict.Url, $"/v1/jobs/{job}/items", key, "multipart/form-data; boundary=b", $"{part}{new string('x', 500_000)}\r\n{part}x",
            announced: 10_000_000);

        Assert.Equal(408, await request.ReadStatusAsync());
    }

    [Fact]
    public async Task A_client_that_disconnects_in_its_upload_frees_the_slot()
    {
        string key = await node.NewKeyAsync(ApiKeyScopes.Optimize);
        using HttpClient http = node.WithKey(key);
        using NodeClient client = new(http);
        UploadLimiter slots = node.Services.GetRequiredService<UploadLimiter>();
        RawRequest[] uploads =
            await Task.WhenAll(
            Enumerable.Range(0, 32).Select(_ => RawRequest.BeginAsync(node.Url, "/v1/optimize", key, "image/jpeg", "x")));
        while (slots.Accounts == 0) await client.UsageAsync();

        foreach (RawRequest upload in uploads) upload.Dispose();

        for (int i = 0; i < 1_000 && slots.Accounts > 0; i++) await client.UsageAsync();
        Assert.Equal(0, slots.Accounts);
        await client.OptimizeAsync(TestImages.Photo());
    }

    /// <summary>A node that ends slow bodies after 200 milliseconds.</summary>
    public sealed class StrictNode : GatewayNode
    {
        protected override IEnumerable<string> Settings =>
            ["--Gateway:MinBodyRate", "100000", "--Gateway:BodyRateGracePeriod", "00:00:00.200"];
    }
}
