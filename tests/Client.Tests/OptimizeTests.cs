using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Client.Tests;

/// <summary><c>POST /v1/optimize</c>: one image in, a smaller one out.</summary>
[Collection(GatewayNode.Collection)]
public sealed class OptimizeTests(GatewayNode node) : IAsyncLifetime
{
    private static readonly byte[] Photo = TestImages.Photo();
    private HttpClient _http = null!;

    public async Task InitializeAsync() => _http = await node.NewAccountAsync();

    public Task DisposeAsync()
    {
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("image/jpeg")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task A_raw_body_of_any_type_is_reduced_and_described_in_headers(string? type)
    {
        using ByteArrayContent body = new(Photo);
        if (type is not null) body.Headers.ContentType = new(type);

        using HttpResponseMessage answer = await _http.PostAsync("/v1/optimize", body);

        byte[] reduced = await AssertReducedAsync(answer);
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            Math.Round(100.0 * (Photo.Length - reduced.Length) / Photo.Length, 2),
            double.Parse(answer.Header(OptimizeHeaders.SavedPercent), CultureInfo.InvariantCulture));
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(reduced))}\"", answer.Headers.ETag?.ToString());
        Assert.True(double.Parse(answer.Header(OptimizeHeaders.EngineTime), CultureInfo.InvariantCulture) > 0);
    }

    [Fact]
    public async Task A_file_of_a_form_is_the_same_as_a_raw_body_and_its_job_keeps_the_name()
    {
        using HttpResponseMessage raw = await _http.PostAsync("/v1/optimize", Answers.Bytes(Photo));
        using HttpResponseMessage form = await _http.PostAsync("/v1/optimize", Answers.Files(("C:\\holiday\\beach.jpg", Photo)));

        Assert.Equal(await AssertReducedAsync(raw), await AssertReducedAsync(form));
        ManifestItem? item =
            await _http.GetFromJsonAsync($"/v1/jobs/{form.Header(OptimizeHeaders.Job)}/files/0", ApiJson.Default.ManifestItem);
        Assert.Equal(("beach.jpg", true), (item!.Name, item.Charged));
    }

    [Theory]
    [InlineData("?mode=glossy&quality=80&metadata=keep", null)]
    [InlineData("", """{"mode":"glossy","quality":80,"metadata":"keep"}""")]
    [InlineData("?mode=glossy&quality=80", """{"Mode":"GLOSSY","metadata":"keep"}""")]
    public async Task Options_come_from_the_query_and_from_the_header(string query, string? header)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/v1/optimize{query}") { Content = Answers.Bytes(Photo) };
        if (header is not null) request.With("X-Options", header);

        using HttpResponseMessage answer = await _http.SendAsync(request);

        await AssertReducedAsync(answer);
        JobView? job = await _http.GetFromJsonAsync($"/v1/jobs/{answer.Header(OptimizeHeaders.Job)}", ApiJson.Default.JobView);
        Assert.Equal(new ReductionRequest { Mode = ReductionMode.Glossy, Quality = 80, Metadata = MetadataPolicy.Keep }, job!.Options);
    }

    [Fact]
    public async Task An_image_that_cannot_be_reduced_is_returned_unchanged_with_the_reason()
    {
        byte[] reduced = await AssertReducedAsync(await _http.PostAsync("/v1/optimize?mode=lossless", Answers.Bytes(Photo)));

        using HttpResponseMessage again = await _http.PostAsync("/v1/optimize?mode=lossless", Answers.Bytes(reduced));

        Assert.Equal(reduced, await again.Content.ReadAsByteArrayAsync());
        Assert.Equal("kept-original", again.Header(OptimizeHeaders.Result));
        Assert.Contains(again.Header(OptimizeHeaders.Reason), new[] { "not-smaller", "already-reduced" });
    }

    [Fact]
    public async Task A_broken_image_is_refused_with_its_reason_and_costs_nothing()
    {
        using HttpResponseMessage answer = await _http.PostAsync("/v1/optimize", Answers.Bytes(BrokenImages.Html));

        await answer.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemCodes.ImageRefused);
        Assert.Contains("\"reason\":\"not-an-image\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        UsageView usage = (await _http.GetFromJsonAsync("/v1/usage", ApiJson.Default.UsageView))!;
        Assert.Equal((1, 0), (usage.Total.Failed, usage.Total.Charged));
    }

    [Fact]
    public async Task A_request_beyond_the_monthly_limit_is_refused_and_its_file_is_not_kept()
    {
        using HttpClient poor = await node.NewAccountAsync(monthlyLimit: 1);
        await AssertReducedAsync(await poor.PostAsync("/v1/optimize", Answers.Bytes(Photo)));
        string[] before = node.Files();

        using HttpResponseMessage answer = await poor.PostAsync("/v1/optimize", Answers.Bytes(Photo));

        await answer.AssertProblemAsync(HttpStatusCode.PaymentRequired, ProblemCodes.QuotaExceeded);
        Assert.Contains("\"remaining\":0", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(before.Order(), node.Files().Order());
    }

    [Fact]
    public async Task Prefer_respond_async_returns_the_job()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/optimize") { Content = Answers.Bytes(Photo) };

        using HttpResponseMessage answer = await _http.SendAsync(request.With("Prefer", "respond-async"));

        JobView job = await answer.ReadAsync(ApiJson.Default.JobView);
        Assert.Equal((HttpStatusCode.Accepted, job.Links.Self), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.Equal(1, (await new NodeClient(_http).WaitAsync(job.Id, view => view.State is JobState.Done)).Counts.Reduced);
    }

    /// <summary>Asserts that the headers describe the body, and returns the body.</summary>
    private static async Task<byte[]> AssertReducedAsync(HttpResponseMessage answer)
    {
        byte[] reduced = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal((HttpStatusCode.OK, "optimized"), (answer.StatusCode, answer.Header(OptimizeHeaders.Result)));
        Assert.Equal(
            (Photo.Length, reduced.Length),
            (int.Parse(answer.Header(OptimizeHeaders.OriginalSize), CultureInfo.InvariantCulture),
            int.Parse(answer.Header(OptimizeHeaders.OptimizedSize), CultureInfo.InvariantCulture)));
        Assert.True(reduced.Length < Photo.Length);
        return reduced;
    }
}
