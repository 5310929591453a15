using System.Net;
using System.Net.Http.Headers;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using Microsoft.AspNetCore.Routing;

namespace JpegReducer.Client.Tests.Conditional;

/// <summary>Conditional requests, ranges, HEAD and OPTIONS (RFC 9110) on every route.</summary>
[Collection(GatewayNode.Collection)]
public sealed class ConditionalRequestTests(GatewayNode node, ConditionalRequestTests.FinishedJob finished)
    : IClassFixture<ConditionalRequestTests.FinishedJob>
{
    private const string Past = "Thu, 01 Jan 1970 00:00:00 GMT", Future = "Fri, 31 Dec 2100 23:59:59 GMT";
    private static readonly string[] Untagged = ["/health", "/metrics", "/scalar"];
    private readonly HttpClient _http = finished.Http;
    private readonly string _job = finished.Job;

    /// <summary>Addresses whose responses have an entity tag and change only with the job.</summary>
    public static TheoryData<string> Tagged =>
    [
        "/v1/jobs/{job}/files/0/content", "/v1/jobs/{job}/files/0/original", "/v1/jobs/{job}/files/0", "/v1/jobs/{job}/manifest",
        "/v1/jobs/{job}/manifest?format=ndjson",
        "/v1/jobs/{job}", "/v1/jobs", "/v1/usage", "/", "/style.css", "/status.js", "/openapi/v1.json",
    ];

    [Theory, MemberData(nameof(Tagged))]
    public async Task The_version_that_the_client_has_gets_304_with_its_validators_only(string path)
    {
        using HttpResponseMessage whole = await GetAsync(path);
        string tag = whole.Headers.ETag!.ToString();
        string[] conditions = [tag, $"W/{tag}", $"\"other\", {tag}", $"W/\"other\" , \"another\",{tag}", "*"];

        foreach (string condition in conditions)
        {
            using HttpResponseMessage answer = await GetAsync(path, ("If-None-Match", condition));

            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
            Assert.Equal(whole.Headers.ETag, answer.Headers.ETag);
            Assert.NotNull(answer.Headers.CacheControl);
            Assert.Equal(whole.Headers.CacheControl, answer.Headers.CacheControl);
            Assert.Equal(whole.Headers.Vary, answer.Headers.Vary);
            Assert.Null(answer.Content.Headers.ContentType);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory, MemberData(nameof(Tagged))]
    public async Task A_version_that_the_client_does_not_have_is_sent(string path)
    {
        using HttpResponseMessage whole = await GetAsync(path);
        byte[] content = await whole.Content.ReadAsByteArrayAsync();

        foreach (string condition in new[] { "\"other\"", "W/\"other\"", "\"other\", \"another\"", "\"*\"", "not a tag", "" })
        {
            using HttpResponseMessage answer = await GetAsync(path, ("If-None-Match", condition));

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(content, await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory, MemberData(nameof(Tagged))]
    public async Task If_match_compares_strongly_with_the_current_version(string path)
    {
        using HttpResponseMessage whole = await GetAsync(path);
        string tag = whole.Headers.ETag!.ToString();

        foreach (string condition in new[] { tag, $"\"other\", {tag}", "*" })
        {
            using HttpResponseMessage answer = await GetAsync(path, ("If-Match", condition));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        foreach (string condition in new[] { "\"other\"", $"W/{tag}", "not a tag" })
        {
            using HttpResponseMessage answer = await GetAsync(path, ("If-Match", condition));
            await answer.AssertProblemAsync(HttpStatusCode.PreconditionFailed, ProblemCodes.PreconditionFailed);
        }
    }

    [Theory, MemberData(nameof(Tagged))]
    public async Task Conditions_on_dates_are_ignored(string path)
    {
        foreach ((string header, string date) in new[] { ("If-Modified-Since", Future), ("If-Modified-Since", Past),
            ("If-Unmodified-Since", Past), ("If-Unmodified-Since", Future) })
        {
            using HttpResponseMessage answer = await GetAsync(path, (header, date));

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Null(answer.Content.Headers.LastModified);
        }
    }

    [Theory, MemberData(nameof(Tagged))]
    public async Task Conditions_are_evaluated_in_the_order_of_the_standard(string path)
    {
        using HttpResponseMessage whole = await GetAsync(path);
        string tag = whole.Headers.ETag!.ToString();

        using HttpResponseMessage failed = await GetAsync(path, ("If-Match", "\"other\""), ("If-None-Match", tag));
        using HttpResponseMessage notModified =
            await GetAsync(
            path, ("If-Match", tag), ("If-Unmodified-Since", Past), ("If-None-Match", tag), ("If-Modified-Since", Past),
            ("Range", "bytes=0-0"));
        using HttpResponseMessage modified = await GetAsync(path, ("If-None-Match", "\"other\""), ("If-Modified-Since", Future));

        Assert.Equal(
            (HttpStatusCode.PreconditionFailed, HttpStatusCode.NotModified, HttpStatusCode.OK),
            (failed.StatusCode, notModified.StatusCode, modified.StatusCode));
    }

    [Theory]
    [InlineData("/v1/jobs/job_00000000000000000000000000000000")]
    [InlineData("/v1/jobs/{job}/files/7/content")]
    [InlineData("/v1/jobs/{job}/manifest?format=xml")]
    [InlineData("/v1/nothing")]
    public async Task Conditions_do_not_change_a_request_that_fails(string path)
    {
        using HttpResponseMessage plain = await GetAsync(path), none = await GetAsync(path, ("If-None-Match", "*")),
        match = await GetAsync(path, ("If-Match", "\"x\""), ("Range", "bytes=0-"));

        Assert.InRange((int)plain.StatusCode, 400, 499);
        Assert.Equal((plain.StatusCode, plain.StatusCode), (none.StatusCode, match.StatusCode));
        Assert.True(plain.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("content")]
    [InlineData("original")]
    public async Task A_range_is_sent_where_if_range_matches_the_current_version(string which)
    {
        string path = $"/v1/jobs/{_job}/files/0/{which}";
        using HttpResponseMessage whole = await GetAsync(path);
        byte[] content = await whole.Content.ReadAsByteArrayAsync();
        string tag = whole.Headers.ETag!.ToString();

        using HttpResponseMessage part = await GetAsync(path, ("Range", "bytes=-7"), ("If-Range", tag));
        Assert.Equal(
            (HttpStatusCode.PartialContent, new ContentRangeHeaderValue(content.Length - 7, content.Length - 1, content.Length)),
            (part.StatusCode, part.Content.Headers.ContentRange));
        Assert.Equal(content[^7..], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal((whole.Headers.ETag, whole.Headers.CacheControl), (part.Headers.ETag, part.Headers.CacheControl));
        Assert.Equal(whole.Content.Headers.ContentType, part.Content.Headers.ContentType);

        foreach (string other in new[] { "\"other\"", $"W/{tag}", Past, Future, "*", "not a tag" })
        {
            using HttpResponseMessage answer = await GetAsync(path, ("Range", "bytes=-7"), ("If-Range", other));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(content, await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task A_range_that_the_file_does_not_have_is_a_problem_that_names_its_length()
    {
        string path = $"/v1/jobs/{_job}/files/0/content";
        byte[] content = await _http.GetByteArrayAsync(path);

        using HttpResponseMessage beyond = await GetAsync(path, ("Range", $"bytes={content.Length}-"));
        using HttpResponseMessage several = await GetAsync(path, ("Range", "bytes=0-0,2-2"));

        await beyond.AssertProblemAsync(HttpStatusCode.RequestedRangeNotSatisfiable, ProblemCodes.RangeNotSatisfiable);
        Assert.Equal(new ContentRangeHeaderValue(content.Length), beyond.Content.Headers.ContentRange);
        Assert.Equal(HttpStatusCode.OK, several.StatusCode);
        Assert.Equal(content, await several.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Head_has_the_headers_of_get_on_every_route()
    {
        string[] paths = [.. Paths(), "/v1/nothing", $"/v1/jobs/{_job}/files/9/content", "/v1/optimize"];
        Assert.True(paths.Length > 15, string.Join(' ', paths));

        foreach (string path in paths)
        {
            using HttpResponseMessage get = await SendAsync(HttpMethod.Get, path), head = await SendAsync(HttpMethod.Head, path);

            Assert.True(get.StatusCode == head.StatusCode, $"{path}: {get.StatusCode}, {head.StatusCode}");
            Assert.Equal(Comparable(get, path), Comparable(head, path));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
            bool isTagged = get.IsSuccessStatusCode && !Untagged.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal));
            if (isTagged) Assert.NotNull(get.Headers.ETag);
        }
    }

    [Fact]
    public async Task Head_can_be_conditional_and_has_no_ranges()
    {
        string path = $"/v1/jobs/{_job}/files/0/content";
        using HttpResponseMessage whole = await GetAsync(path);

        using HttpResponseMessage same = await SendAsync(HttpMethod.Head, path, ("If-None-Match", whole.Headers.ETag!.ToString()));
        using HttpResponseMessage other = await SendAsync(HttpMethod.Head, path, ("If-Match", "\"other\""));
        using HttpResponseMessage range = await SendAsync(HttpMethod.Head, path, ("Range", "bytes=0-0"));
        using HttpResponseMessage beyond = await SendAsync(HttpMethod.Head, path, ("Range", "bytes=99999999-"));

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.PreconditionFailed), (same.StatusCode, other.StatusCode));
        Assert.Equal(
            (HttpStatusCode.OK, whole.Content.Headers.ContentLength, (ContentRangeHeaderValue?)null),
            (range.StatusCode, range.Content.Headers.ContentLength, range.Content.Headers.ContentRange));
        Assert.Equal(HttpStatusCode.OK, beyond.StatusCode);
    }

    [Fact]
    public async Task Options_lists_the_methods_of_an_address()
    {
        (string Path, string Allowed)[] addresses =
        [
            ("/v1/optimize", "OPTIONS, POST"), ("/v1/jobs", "GET, HEAD, OPTIONS, POST"), ("/v1/usage", "GET, HEAD, OPTIONS"),
            ("/", "GET, HEAD, OPTIONS"),
            ($"/v1/jobs/{_job}/files/0/content", "GET, HEAD, OPTIONS"),
        ];

        foreach ((string path, string allowed) in addresses)
        {
            using HttpResponseMessage options = await SendAsync(HttpMethod.Options, path), wrong = await SendAsync(HttpMethod.Patch, path);

            Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
            await wrong.AssertProblemAsync(HttpStatusCode.MethodNotAllowed, ProblemCodes.MethodNotAllowed);
            Assert.Equal(
                (allowed, allowed), (string.Join(", ", options.Content.Headers.Allow), string.Join(", ", wrong.Content.Headers.Allow)));
        }

        using HttpResponseMessage nothing = await SendAsync(HttpMethod.Options, "/v1/nothing");
        await nothing.AssertProblemAsync(HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Fact]
    public async Task Conditions_and_ranges_of_a_post_are_ignored()
    {
        byte[] photo = TestImages.Photo();
        using HttpResponseMessage plain = await _http.PostAsync("/v1/optimize", Answers.Bytes(photo));
        byte[] reduced = await plain.Content.ReadAsByteArrayAsync();
        (string, string)[] headers =
            [("If-None-Match", "*"), ("If-None-Match", plain.Headers.ETag!.ToString()), ("If-Match", "\"other\""),
            ("If-Unmodified-Since", Past), ("Range", "bytes=0-0")];

        foreach ((string name, string value) in headers)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/v1/optimize") { Content = Answers.Bytes(photo) };
            using HttpResponseMessage answer = await _http.SendAsync(request.With(name, value));

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(reduced, await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task The_response_to_a_wait_is_not_cached()
    {
        using HttpResponseMessage plain = await GetAsync($"/v1/jobs/{_job}"), waited = await GetAsync($"/v1/jobs/{_job}?wait=1"),
        since = await GetAsync($"/v1/jobs/{_job}?since=0");

        Assert.Equal(
            ("no-cache, private", "no-store", "no-store"),
            (plain.Headers.CacheControl?.ToString(), waited.Headers.CacheControl?.ToString(), since.Headers.CacheControl?.ToString()));
    }

    [Fact]
    public async Task The_two_forms_of_a_manifest_are_told_apart_by_caches()
    {
        using HttpResponseMessage json = await GetAsync($"/v1/jobs/{_job}/manifest"),
        lines = await GetAsync($"/v1/jobs/{_job}/manifest", ("Accept", "application/x-ndjson"));

        Assert.Equal(("Accept", "Accept"), (json.Headers.Vary.Single(), lines.Headers.Vary.Single()));
        Assert.NotEqual(json.Headers.ETag, lines.Headers.ETag);
    }

    /// <summary>The headers that describe the response; without those of the moment and the connection.</summary>
    private static IEnumerable<string> Comparable(HttpResponseMessage answer, string path) =>
        from header in answer.Headers.Concat(answer.Content.Headers)
        where header.Key is not ("Date" or "Transfer-Encoding" or "Connection")
            && !(header.Key is "Content-Length" && (path is "/metrics" || !answer.IsSuccessStatusCode))
        orderby header.Key
        select $"{header.Key}: {string.Join(", ", header.Value)}";

    private IEnumerable<string> Paths() =>
        from route in node.Routes
        where route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is not { } methods || methods.Contains("GET")
        let path = $"/{route.RoutePattern.RawText!.Trim('/')}"
        where !path.StartsWith("/dashboard", StringComparison.Ordinal)
        select path.Replace("{id}", _job, StringComparison.Ordinal).Replace("{sequence:int}", "0", StringComparison.Ordinal)
            .Replace("{documentName}", "v1", StringComparison.Ordinal).Replace("/{documentName?}", "", StringComparison.Ordinal);

    private Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path.Replace("{job}", _job, StringComparison.Ordinal));
        foreach ((string name, string value) in headers) request.With(name, value);
        return await _http.SendAsync(request);
    }

    /// <summary>A job that all tests read.</summary>
    public sealed class FinishedJob(GatewayNode node) : IAsyncLifetime
    {
        public HttpClient Http { get; private set; } = null!;

        public string Job { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            (Http, NodeClient client) = await node.CustomerAsync();
            Job = await client.OpenJobAsync();
            await client.UploadAsync(Job, [("photo.jpg", TestImages.Photo())]);
            await client.FinishAsync(Job);
        }

        public Task DisposeAsync()
        {
            Http.Dispose();
            return Task.CompletedTask;
        }
    }
}
