using System.Net;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Conditional;

namespace JpegReducer.Client.Tests.Conditional;

/// <summary>Responses that exceed the buffer.</summary>
public sealed class BufferedBodyTests(BufferedBodyTests.IdleNode node) : IClassFixture<BufferedBodyTests.IdleNode>
{
    [Fact]
    public async Task A_response_is_buffered_while_it_fits_and_passed_through_in_order_when_it_does_not()
    {
        using MemoryStream sent = new();
        int calls = 0;
        using BufferedBody body = new(sent, maxBytes: 4, () => calls++);

        await body.WriteAsync("ab"u8.ToArray());
        await body.WriteAsync("cd"u8.ToArray());
        Assert.Equal((0L, 0, false), (sent.Length, calls, body.IsPassedThrough));

        await body.WriteAsync("e"u8.ToArray());
        await body.WriteAsync("f"u8.ToArray());

        Assert.Equal("abcdef"u8.ToArray(), sent.ToArray());
        Assert.Equal((1, true), (calls, body.IsPassedThrough));
    }

    [Fact]
    public async Task A_manifest_too_large_for_an_entity_tag_is_complete_and_supports_conditions_that_need_no_tag()
    {
        using HttpClient http = await node.NewAccountAsync();
        string url = $"http://10.0.0.1/{new string('a', 2_000)}";
        using HttpResponseMessage opened =
            await http.PostAsync(
            "/v1/jobs", Answers.Json($$"""{"inputs":[{{string.Join(',', Enumerable.Repeat($$"""{"url":"{{url}}"}""", 600))}}]}"""));
        string path = $"/v1/jobs/{(await opened.ReadAsync(ApiJson.Default.JobView)).Id}/manifest?format=ndjson";

        using HttpResponseMessage whole = await SendAsync(http, HttpMethod.Get, path), head = await SendAsync(http, HttpMethod.Head, path);
        using HttpResponseMessage any = await SendAsync(http, HttpMethod.Get, path, ("If-None-Match", "*")),
        match = await SendAsync(http, HttpMethod.Get, path, ("If-Match", "*")),
        other = await SendAsync(http, HttpMethod.Get, path, ("If-Match", "\"other\""));

        Assert.Equal(600, (await whole.Content.ReadAsStringAsync()).Count(c => c is '\n'));
        Assert.Null(whole.Headers.ETag);
        Assert.Equal(
            (HttpStatusCode.OK, whole.Content.Headers.ContentType, 0),
            (head.StatusCode, head.Content.Headers.ContentType, (await head.Content.ReadAsByteArrayAsync()).Length));
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (any.StatusCode, match.StatusCode));
        await other.AssertProblemAsync(HttpStatusCode.PreconditionFailed, ProblemCodes.PreconditionFailed);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient http, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path);
        foreach ((string name, string value) in headers) request.With(name, value);
        return await http.SendAsync(request);
    }

    /// <summary>A node that reduces nothing, so that nothing changes between requests.</summary>
    public sealed class IdleNode : GatewayNode
    {
        protected override IEnumerable<string> Settings => ["--Worker:Slots", "0"];
    }
}
