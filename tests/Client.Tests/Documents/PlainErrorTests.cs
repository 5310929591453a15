using System.Net;
using System.Text.Json;
using JpegReducer.Client.Tests.Admission;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Client.Tests;

/// <summary>No error message contains names of the framework or of the code.</summary>
[Collection(GatewayNode.Collection)]
public sealed class PlainErrorTests(GatewayNode node) : IAsyncLifetime
{
    private static readonly string[] Internals =
    [
        "System.", "JpegReducer.", "Microsoft.", "Nullable", "Path: $", "$.", "Int32", "Boolean", "parameter \"", "deserializ", "Exception",
        "LineNumber", "BytePosition", "Kestrel", "BadHttp",
        "MinRequestBodyDataRate", "JSON value could not be converted", "   at ",
    ];

    private static readonly string[] WrongValues =
        ["x", "-1", "1.5", "1e999", "99999999999999999999999", "NaN", "null", "[]", "{\"a\":{}}", "true", " ", "", "%F0%9F%92%A9",
            "<script>", new string('a', 4_000)];

    private string _key = null!, _job = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _key = await node.NewKeyAsync(ApiKeyScopes.Optimize);
        _http = node.WithKey(_key);
        _job = await new NodeClient(_http).OpenJobAsync();
    }

    public Task DisposeAsync()
    {
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Of_wrong_values_of_every_parameter()
    {
        using JsonDocument document = JsonDocument.Parse(await _http.GetStringAsync("/openapi/v1.json"));
        (HttpMethod Method, string Path, string Name, string Place)[] parameters =
        [
            .. from path in document.RootElement.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               where operation.Value.TryGetProperty("parameters", out _)
               from parameter in operation.Value.GetProperty("parameters").EnumerateArray()
               select (new HttpMethod(operation.Name.ToUpperInvariant()), path.Name, parameter.GetProperty("name").GetString()!,
                   parameter.GetProperty("in").GetString()!),
        ];
        Assert.True(parameters.Length > 20);

        foreach ((HttpMethod method, string path, string name, string place) in parameters)
        {
            if (name is "wait" or "since") continue; // below, because a valid value would wait
            foreach (string value in WrongValues) await AssertPlainAsync(method, path, name, place, value);
        }

        foreach (string value in WrongValues)
        {
            await AssertPlainAsync(HttpMethod.Get, "/v1/jobs/{id}", "wait", "query", value is "99999999999999999999999" ? "-1" : value);
            await AssertPlainAsync(HttpMethod.Get, "/v1/jobs/{id}", "since", "query", value);
        }
    }

    [Theory]
    [InlineData("label", "1", "{}", "[]", "true")]
    [InlineData("priority", "1", "\"now\"", "{}", "[]")]
    [InlineData("open", "1", "\"yes\"", "{}", "[]")]
    [InlineData(
        "inputs", "1", "\"x\"", "{}", "[1]", "[null]", "[[]]", "[{}]", "[{\"url\":1}]", "[{\"url\":{}}]",
        "[{\"url\":\"http://10.0.0.1/\",\"name\":1}]", "[{\"url\":\"http://[\"}]")]
    [InlineData(
        "options", "1", "\"x\"", "[]", "{\"mode\":1}", "{\"mode\":\"tiny\"}", "{\"quality\":\"best\"}", "{\"quality\":1.5}",
        "{\"quality\":1e99}", "{\"metadata\":[]}", "{\"baseline\":\"no\"}", "{\"damaged\":3}", "{\"x\":1}")]
    [InlineData("unknown", "1", "null")]
    public async Task Of_wrong_values_of_every_member(string member, params string[] values)
    {
        foreach (string value in values)
        {
            using HttpResponseMessage opened = await _http.PostAsync("/v1/jobs", Answers.Json($$"""{"{{member}}":{{value}}}"""));
            using HttpResponseMessage added =
                await _http.PostAsync($"/v1/jobs/{_job}/items", Answers.Json($$"""{"{{member}}":{{value}}}"""));
            await AssertPlainAsync(opened, $"{member}: {value}", HttpStatusCode.BadRequest);
            await AssertPlainAsync(added, $"{member}: {value}", HttpStatusCode.BadRequest);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nul")]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("{\"label\":\"\\ud800\"}")]
    [InlineData("{\"label\":\"a\",\"label\":\"b\"}")]
    [InlineData("{\"label\":\"a\",}")]
    [InlineData("// comment\n{}")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public async Task Of_bodies_that_are_not_valid_json(string body)
    {
        foreach (string path in new[] { "/v1/jobs", $"/v1/jobs/{_job}/items" })
        {
            using HttpResponseMessage answer = await _http.PostAsync(path, Answers.Json(body));
            await AssertPlainAsync(answer, body, HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Of_unsupported_content_types_methods_and_addresses()
    {
        foreach (string type in new[] { "application/xml", "text/plain", "application/json; charset=utf-16", "multipart/mixed; boundary=b",
            "multipart/form-data", "multipart/form-data; boundary=" })
        {
            foreach (string path in new[] { "/v1/jobs", $"/v1/jobs/{_job}/items" })
            {
                using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent("{}"u8.ToArray()) };
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
                using HttpResponseMessage answer = await _http.SendAsync(request);
                await AssertPlainAsync(answer, $"{path} {type}");
                Assert.InRange((int)answer.StatusCode, 400, 499);
            }
        }

        foreach (string path in new[] { "/v1/jobs/%2e%2e/x", "/v1/%ff", "/%F0%9F%92%A9", $"/v1/jobs/{_job}/files/99999999999999999999",
            "/v1/jobs/{id}/files/x/content", "/v1/jobs//manifest" })
        {
            using HttpResponseMessage get = await _http.GetAsync(path), delete = await _http.DeleteAsync(path);
            await AssertPlainAsync(get, path);
            await AssertPlainAsync(delete, path);
            Assert.InRange((int)get.StatusCode, 400, 499);
        }
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nXYZ\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nabc")]
    [InlineData("Content-Length: 5\r\n\r\n{\"")]
    public async Task Of_bodies_that_are_framed_differently_from_their_headers(string rest)
    {
        using RawRequest request = await RawRequest.SendAsync(
            node.Url,
            $"POST /v1/jobs HTTP/1.1\r\nHost: {node.Url.Authority}\r\nAuthorization: Bearer {_key}\r\nContent-Type: application/json\r\n"
                + $"Connection: close\r\n{rest}");
        request.EndSending();

        string answer = await request.ReadToEndAsync();

        if (answer.Length > 0) AssertNoInternals(answer[answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)..], rest);
    }

    /// <summary>The web server refuses bytes that are no HTTP request before they reach the API, with a status only.</summary>
    [Theory]
    [InlineData("GARBAGE\r\n\r\n", 400)]
    [InlineData("GET /v1/usage HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /v1/jobs/%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET /v1/usage HTTP/1.1\r\nHost: x\r\nBroken header\r\n\r\n", 400)]
    [InlineData("GET /v1/usage HTTP/1.1\r\nHost: x\r\nX: {40000}\r\n\r\n", 431)]
    [InlineData("GET /{9000} HTTP/1.1\r\nHost: x\r\n\r\n", 414)]
    public async Task Of_bytes_that_are_no_http_request(string text, int status)
    {
        using RawRequest request = await RawRequest.SendAsync(
            node.Url,
            text.Replace("{40000}", new string('x', 40_000), StringComparison.Ordinal)
            .Replace("{9000}", new string('x', 9_000), StringComparison.Ordinal));

        string answer = await request.ReadToEndAsync();

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        AssertNoInternals(answer, text);
    }

    private async Task AssertPlainAsync(HttpMethod method, string path, string name, string place, string value)
    {
        string address = path.Replace($"{{{name}}}", place is "path" ? Uri.EscapeDataString(value) : "", StringComparison.Ordinal)
            .Replace("{id}", _job, StringComparison.Ordinal).Replace("{sequence}", "0", StringComparison.Ordinal);
        if (place is "query") address += $"?{name}={Uri.EscapeDataString(value)}";
        using HttpRequestMessage request = new(method, address);
        if (place is "header") request.With(name, value);
        if (method == HttpMethod.Post) request.Content = path is "/v1/optimize" ? Answers.Bytes(BrokenImages.Html) : Answers.Json("{}");
        using HttpResponseMessage answer = await _http.SendAsync(request);
        await AssertPlainAsync(answer, $"{method} {path} {name}={value}");
    }

    private static async Task AssertPlainAsync(HttpResponseMessage answer, string what, HttpStatusCode? expected = null)
    {
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(
            (int)answer.StatusCode < 500
            && (expected is null || answer.StatusCode == expected), $"{what}: {(int)answer.StatusCode} {body}");
        if (answer.IsSuccessStatusCode) return;

        Assert.True(answer.Content.Headers.ContentType?.MediaType is "application/problem+json", $"{what}: {answer}");
        AssertNoInternals(body, what);
    }

    private static void AssertNoInternals(string body, string what) =>
        Assert.All(
            Internals, word =>
            Assert.True(
            !body.Contains(word, StringComparison.Ordinal) || what.Contains(word, StringComparison.Ordinal), $"{what}: {body}"));
}
