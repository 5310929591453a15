using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Api;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Support.Images;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Client.Tests.Dialects;

/// <summary>A second API beside the native one, on the same application layer.</summary>
public sealed class SecondDialectTests(SecondDialectTests.TwoApis node) : IClassFixture<SecondDialectTests.TwoApis>, IAsyncLifetime
{
    private string _key = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _key = await node.NewKeyAsync(ApiKeyScopes.Optimize);
        _http = node.Anonymous();
    }

    public Task DisposeAsync()
    {
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_image_that_one_api_reduced_is_a_job_of_the_other()
    {
        byte[] photo = TestImages.Photo();
        CompatResult reduced = await ReadAsync<CompatResult>(await _http.PostAsync($"/compat/reduce?key={_key}", Answers.Bytes(photo)));

        using HttpClient native = node.WithKey(_key);
        JobView job = await (await native.GetAsync($"/v1/jobs/{reduced.Job}")).ReadAsync(ApiJson.Default.JobView);
        CompatResult status =
            await ReadAsync<CompatResult>(
            await _http.PostAsync("/compat/status", Answers.Json($$"""{"key":"{{_key}}","job":"{{reduced.Job}}"}""")));

        Assert.Equal((JobState.Done, photo.Length, reduced.Size), (job.State, job.BytesIn, job.BytesOut));
        Assert.Equal(new CompatResult(2, reduced.Job, photo.Length, reduced.Size), status);
        Assert.InRange(reduced.Size, 1, photo.Length);
    }

    [Theory]
    [InlineData("POST", "/compat/reduce", null, -401)]
    [InlineData("POST", "/compat/reduce?key=", null, -401)]
    [InlineData("POST", "/compat/reduce?key=unknown", null, -402)]
    [InlineData("POST", "/compat/status", """{"key":"unknown","job":"x"}""", -402)]
    [InlineData("POST", "/compat/status", """{"key":""", -401)]
    [InlineData("POST", "/compat/reduce?key={admin}", null, -108)]
    [InlineData("GET", "/compat/status?key={key}&job=x", null, -1400)]
    [InlineData("GET", "/compat/status?key={key}", null, -1400)]
    [InlineData("POST", "/compat/status?key={key}", """{"job":""", -1400)]
    [InlineData("POST", "/compat/status?key={key}", """{"job":1}""", -1400)]
    [InlineData("POST", "/compat/status?key={key}", null, -1415)]
    [InlineData("GET", "/compat/nothing", null, -104)]
    [InlineData("GET", "/compat", null, -104)]
    [InlineData("DELETE", "/compat/status?key={key}", null, -1405)]
    [InlineData("GET", "/compat/fail?key={key}", null, -303)]
    [InlineData("GET", "/compat/respond/411?key={key}", null, -1411)]
    [InlineData("GET", "/compat/respond/414?key={key}", null, -1414)]
    [InlineData("GET", "/compat/respond/431?key={key}", null, -1431)]
    [InlineData("GET", "/compat/respond/503?key={key}", null, -500)]
    [InlineData("GET", "/compat/throw/408?key={key}", null, -1408)]
    [InlineData("GET", "/compat/throw/413?key={key}", null, -111)]
    public async Task Errors_of_the_framework_are_rendered_by_the_dialect(string method, string address, string? json, int code)
    {
        string admin = await node.NewKeyAsync(ApiKeyScopes.Admin);
        address = address.Replace("{key}", _key, StringComparison.Ordinal).Replace("{admin}", admin, StringComparison.Ordinal);
        using HttpRequestMessage request = new(new HttpMethod(method), address)
        {
            Content = json is not null ? Answers.Json(json) : method is "POST" ? Answers.Bytes([1]) : null,
        };

        using HttpResponseMessage response = await _http.SendAsync(request);

        await AssertErrorAsync(response, code);
        Assert.Empty(response.Headers.WwwAuthenticate);
    }

    [Fact]
    public async Task Errors_of_the_application_layer_are_rendered_by_the_dialect()
    {
        string poor = await node.NewKeyAsync(ApiKeyScopes.Optimize, monthlyLimit: 0);

        await AssertErrorAsync(
            await _http.PostAsync($"/compat/reduce?key={_key}", Answers.Bytes(new byte[GatewayNode.MaxUploadBytes + 1])), -111);
        await AssertErrorAsync(await _http.PostAsync($"/compat/reduce?key={_key}", Answers.Bytes(BrokenImages.Html)), -202);
        await AssertErrorAsync(await _http.PostAsync($"/compat/reduce?key={poor}", Answers.Bytes(TestImages.Photo())), -403);
        await AssertErrorAsync(await _http.GetAsync($"/compat/status?key={_key}&job=job_{Guid.NewGuid():N}"), -302);
    }

    [Fact]
    public async Task A_throttled_client_is_told_when_to_retry()
    {
        using HttpClient attacker = node.Anonymous();
        attacker.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");
        for (int i = 0; i < 30; i++) await AssertErrorAsync(await attacker.PostAsync($"/compat/reduce?key=guess{i}", null), -402);

        using HttpResponseMessage throttled = await attacker.PostAsync("/compat/reduce?key=guess", null);

        await AssertErrorAsync(throttled, -404);
        Assert.True(throttled.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Theory]
    [InlineData("/v1/nothing")]
    [InlineData("/compatible")]
    [InlineData("/")]
    public async Task Paths_of_other_apis_keep_their_dialect(string address)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, address);

        using HttpResponseMessage response = await _http.SendAsync(request);

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_key_is_found_only_where_the_dialect_looks_for_it()
    {
        using HttpClient bearer = node.WithKey(_key);

        await AssertErrorAsync(await bearer.PostAsync("/compat/reduce", Answers.Bytes(TestImages.Photo())), -401);
        using HttpResponseMessage native = await _http.GetAsync($"/v1/usage?key={_key}");
        await native.AssertProblemAsync(HttpStatusCode.Unauthorized, ProblemCodes.Unauthorized);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return (await response.Content.ReadFromJsonAsync<T>())!;
        }
    }

    private static async Task AssertErrorAsync(HttpResponseMessage response, int code)
    {
        using (response)
        {
            string body = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode is HttpStatusCode.OK, $"{response.StatusCode}: {body}");
            using JsonDocument json = JsonDocument.Parse(body);
            JsonElement status = json.RootElement.GetProperty("Status");
            Assert.Equal(code, status.GetProperty("Code").GetInt32());
            Assert.False(string.IsNullOrWhiteSpace(status.GetProperty("Message").GetString()));
            Assert.DoesNotContain("defect", body, StringComparison.Ordinal);
            Assert.True(response.Headers.CacheControl?.NoStore is true || code is -202 or -403 or -302, "An error may be cached.");
        }
    }

    /// <summary>A node with the native API and another one.</summary>
    public sealed class TwoApis : GatewayNode
    {
        protected override IEnumerable<string> Settings => ["--Security:TrustedProxies:0", "127.0.0.1"];

        protected override void Configure(IServiceCollection services) => services.AddApiDialect<CompatApi>();
    }
}
