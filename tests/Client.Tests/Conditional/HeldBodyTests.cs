using System.Net;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Conditional;

namespace JpegReducer.Client.Tests.Conditional;

/// <summary>Answers that are too large to be held.</summary>
public sealed class HeldBodyTests(HeldBodyTests.IdleNode node) : IClassFixture<HeldBodyTests.IdleNode>
{
    [Fact]
    public async Task An_answer_is_held_as_long_as_it_fits_and_passed_on_in_order_when_it_does_not()
    {
        using MemoryStream sent = new();
        int calls = 0;
        using HeldBody body = new(sent, maxBytes: 4, () => calls++);

        await body.WriteAsync("ab"u8.ToArray());
        await body.WriteAsync("cd"u8.ToArray());
        Assert.Equal((0L, 0, false), (sent.Length, calls, body.IsPassedOn));

        await body.WriteAsync("e"u8.ToArray());
        await body.WriteAsync("f"u8.ToArray());

        Assert.Equal("abcdef"u8.ToArray(), sent.ToArray());
        Assert.Equal((1, true), (calls, body.IsPassedOn));
    }

    [Fact]
    public async Task A_manifest_that_is_too_large_to_be_tagged_is_whole_and_takes_the_conditions_that_need_no_tag()
    {
        using HttpClient http = await node.OwnerAsync();
        string url = $"http://10.0.0.1/{new string('a', 2_000)}";
        using HttpResponseMessage opened = await http.PostAsync("/v1/jobs", Answers.Json($$"""{"inputs":[{{string.Join(',', Enumerable.Repeat($$"""{"url":"{{url}}"}""", 600))}}]}"""));
        string path = $"/v1/jobs/{(await opened.ReadAsync(ApiJson.Default.JobView)).Id}/manifest?format=ndjson";

        using HttpResponseMessage whole = await SendAsync(http, HttpMethod.Get, path), head = await SendAsync(http, HttpMethod.Head, path);
        using HttpResponseMessage any = await SendAsync(http, HttpMethod.Get, path, ("If-None-Match", "*")), match = await SendAsync(http, HttpMethod.Get, path, ("If-Match", "*")), other = await SendAsync(http, HttpMethod.Get, path, ("If-Match", "\"other\""));

        Assert.Equal(600, (await whole.Content.ReadAsStringAsync()).Count(c => c is '\n'));
        Assert.Null(whole.Headers.ETag);
        Assert.Equal((HttpStatusCode.OK, whole.Content.Headers.ContentType, 0), (head.StatusCode, head.Content.Headers.ContentType, (await head.Content.ReadAsByteArrayAsync()).Length));
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (any.StatusCode, match.StatusCode));
        await other.AssertProblemAsync(HttpStatusCode.PreconditionFailed, ProblemCodes.PreconditionFailed);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path);
        foreach ((string name, string value) in headers) request.With(name, value);
        return await http.SendAsync(request);
    }

    /// <summary>A node that reduces nothing, so that nothing changes while it is asked.</summary>
    public sealed class IdleNode : GatewayNode
    {
        protected override IEnumerable<string> Settings => ["--Worker:Slots", "0"];
    }
}
