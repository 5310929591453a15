using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Client.Tests;

/// <summary>The manifest and the files of a job.</summary>
[Collection(GatewayNode.Collection)]
public sealed class ManifestAndFileTests(GatewayNode node) : IAsyncLifetime
{
    private static readonly byte[] Photo = TestImages.Photo();
    private HttpClient _http = null!;
    private NodeClient _client = null!;
    private string _job = null!;

    public async Task InitializeAsync()
    {
        (_http, _client) = await node.CustomerAsync();
        _job = await _client.OpenJobAsync();
        await _client.UploadAsync(_job, [("photo.jpg", Photo), ("page.jpg", BrokenImages.Html), ("other.jpg", TestImages.Photo(seed: 7))]);
        await _client.FinishAsync(_job);
    }

    public Task DisposeAsync()
    {
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Lines_and_pages_of_a_manifest_have_the_same_items()
    {
        IReadOnlyList<ManifestItem> lines = await _client.ManifestAsync(_job);
        List<ManifestItem> pages = [];
        string? cursor = "";
        while (cursor is not null)
        {
            ManifestPage page =
                (await _http.GetFromJsonAsync(
                $"/v1/jobs/{_job}/manifest?limit=2{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}", ApiJson.Default.ManifestPage))!;
            pages.AddRange(page.Items);
            cursor = page.Next;
        }

        Assert.Equal(lines, pages);
        Assert.Equal(["photo.jpg", "page.jpg", "other.jpg"], lines.Select(item => item.Name));
        Assert.Equal(lines[0], await _http.GetFromJsonAsync($"/v1/jobs/{_job}/files/0", ApiJson.Default.ManifestItem));
    }

    [Fact]
    public async Task Ndjson_is_sent_to_clients_that_accept_it()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"/v1/jobs/{_job}/manifest");

        using HttpResponseMessage answer = await _http.SendAsync(request.With("Accept", "application/x-ndjson"));

        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(3, (await answer.Content.ReadAsStringAsync()).Count(c => c is '\n'));
    }

    [Fact]
    public async Task The_original_is_the_upload_and_the_content_matches_the_manifest()
    {
        ManifestItem item = (await _client.ManifestAsync(_job))[0];

        byte[] original = await _http.GetByteArrayAsync(item.Links.Original), content = await _http.GetByteArrayAsync(item.Links.Content);

        Assert.Equal(Photo, original);
        Assert.Equal((item.Output!.Bytes, item.Output.Sha256), (content.LongLength, Convert.ToHexStringLower(SHA256.HashData(content))));
        Assert.True(content.Length < original.Length);
    }

    [Fact]
    public async Task A_range_within_the_file_is_sent_and_one_beyond_the_end_is_refused()
    {
        byte[] whole = await _http.GetByteArrayAsync(Path("content"));

        using HttpResponseMessage part = await _http.SendAsync(Get("content").With("Range", "bytes=10-19"));
        using HttpResponseMessage end = await _http.SendAsync(Get("content").With("Range", "bytes=-5"));
        using HttpResponseMessage beyond = await _http.SendAsync(Get("content").With("Range", $"bytes={whole.Length}-"));

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(new ContentRangeHeaderValue(10, 19, whole.Length), part.Content.Headers.ContentRange);
        Assert.Equal(whole[10..20], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal(whole[^5..], await end.Content.ReadAsByteArrayAsync());
        Assert.Equal(
            (HttpStatusCode.RequestedRangeNotSatisfiable, whole.Length), (beyond.StatusCode, beyond.Content.Headers.ContentRange?.Length));
    }

    [Fact]
    public async Task A_range_of_another_version_returns_the_whole_file()
    {
        using HttpResponseMessage answer = await _http.SendAsync(Get("content").With("Range", "bytes=0-9").With("If-Range", "\"another\""));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("content")]
    [InlineData("original")]
    public async Task The_entity_tag_is_the_digest_and_spares_a_second_download(string which)
    {
        using HttpResponseMessage first = await _http.GetAsync(Path(which));
        byte[] digest = SHA256.HashData(await first.Content.ReadAsByteArrayAsync());

        using HttpResponseMessage second = await _http.SendAsync(Get(which).With("If-None-Match", first.Headers.ETag!.ToString()));

        Assert.Equal($"\"{Convert.ToHexStringLower(digest)}\"", first.Headers.ETag.ToString());
        Assert.Equal($"sha-256=:{Convert.ToBase64String(digest)}:", first.Header("Repr-Digest"));
        Assert.Equal((HttpStatusCode.NotModified, ""), (second.StatusCode, await second.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("content")]
    [InlineData("original")]
    public async Task Head_has_the_headers_of_get_and_no_body(string which)
    {
        using HttpResponseMessage whole = await _http.GetAsync(Path(which));
        using HttpRequestMessage request = new(HttpMethod.Head, Path(which));

        using HttpResponseMessage head = await _http.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, whole.Headers.ETag), (head.StatusCode, head.Headers.ETag));
        Assert.Equal(whole.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Uploaded_content_is_never_rendered_as_a_page()
    {
        using HttpResponseMessage answer = await _http.GetAsync($"/v1/jobs/{_job}/files/1/original");

        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
    }

    [Fact]
    public async Task A_failed_item_has_no_content_and_a_reason()
    {
        using HttpResponseMessage answer = await _http.GetAsync($"/v1/jobs/{_job}/files/1/content");

        await answer.AssertProblemAsync(HttpStatusCode.Conflict, ProblemCodes.NoContent);
        Assert.Contains("\"reason\":\"not-an-image\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/files/3")]
    [InlineData("/files/3/content")]
    [InlineData("/files/-1/content")]
    [InlineData("/files/99999999999/content")]
    [InlineData("/files/first/original")]
    public async Task An_item_that_does_not_exist_is_not_found(string path)
    {
        using HttpResponseMessage answer = await _http.GetAsync($"/v1/jobs/{_job}{path}");

        await answer.AssertProblemAsync(HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    private string Path(string which) => $"/v1/jobs/{_job}/files/0/{which}";

    private HttpRequestMessage Get(string which) => new(HttpMethod.Get, Path(which));
}
