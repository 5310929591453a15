using System.Net;
using System.Text;
using CsCheck;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Client.Tests;

/// <summary>Random requests: each gets a response, and none an internal error.</summary>
[Collection(GatewayNode.Collection)]
public sealed class JunkTests(GatewayNode node) : IAsyncLifetime
{
    private const int Requests = 300;

    private static readonly Gen<string> Address = Gen.Select(
        Gen.OneOf(
            "/v1/optimize", "/v1/jobs", "/v1/jobs/{job}", "/v1/jobs/{job}/items", "/v1/jobs/{job}/manifest", "/v1/jobs/{job}/files/0",
            "/v1/jobs/{job}/files/0/content", "/v1/usage"),
        Gen.OneOf("", "mode", "quality", "limit", "cursor", "wait", "since", "format", "baseline", "x"),
        Gen.OneOf("", "lossy", "1", "-1", "NaN", "1e9", "99999999999999999999", "ndjson", "true", "%00", "%ff", "%F0%9F%96%BC", "a&mode=b"),
        (path, name, value) => name.Length == 0 ? path : $"{path}?{name}={value}");

    private static readonly Gen<string> Body = Gen.OneOf(
        "{", "}", "[", "]", ":", ",", "\"options\"", "\"inputs\"", "\"url\"", "\"http://10.0.0.1/a.jpg\"", "\"label\"", "\"\\ud800\"",
        "\"\\u0000\"", "null", "true", "1e999", "\"mode\"", "\"glossy\"", "\0",
        "--cut", "--cut--", "\r\n", "\r\n\r\n", "Content-Disposition: form-data; name=\"mode\"", "; filename=\"a.jpg\"", "é").Array[0, 14]
            .Select(string.Concat);

    private HttpClient _http = null!;
    private string _job = null!;

    public async Task InitializeAsync()
    {
        (_http, NodeClient client) = await node.CustomerAsync();
        _job = await client.OpenJobAsync();
    }

    public Task DisposeAsync()
    {
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public void No_malformed_request_causes_an_internal_error() => Gen.Select(
        Address, Body, Gen.OneOf("application/json", "multipart/form-data; boundary=cut", "image/jpeg"),
        Gen.OneOf("GET", "POST", "POST", "POST"), Gen.OneOf("", "key", "{\"mode\":1}", "\"")).Sample(
        (address, body, type, method, header) =>
        {
            using HttpRequestMessage request = new(new HttpMethod(method), address.Replace("{job}", _job, StringComparison.Ordinal));
            if (method == "POST") request.Content = Answers.Bytes(Encoding.UTF8.GetBytes(body), type);
            if (header.Length > 0)
                request.With(address.StartsWith("/v1/optimize", StringComparison.Ordinal) ? "X-Options" : "Idempotency-Key", header);

            using HttpResponseMessage answer = _http.SendAsync(request).GetAwaiter().GetResult();

            Assert.True(
                (int)answer.StatusCode < 500 && answer.StatusCode
                is not HttpStatusCode.RequestTimeout,
                $"{answer.StatusCode}: {answer.Content.ReadAsStringAsync().GetAwaiter().GetResult()}");
            if (!answer.IsSuccessStatusCode) Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        },
        iter: Requests,
        threads: 1);
}
