using System.Net;
using System.Net.Http.Headers;
using System.Text;
using JpegReducer.ApiContracts;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Client.Tests;

/// <summary>Authentication and authorization.</summary>
[Collection(GatewayNode.Collection)]
public sealed class AuthenticationTests(GatewayNode node)
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer jr_live_nobody")]
    [InlineData("Basic")]
    [InlineData("Basic not base64!")]
    [InlineData("Basic bm8tY29sb24=")]
    [InlineData("Digest username=\"ada\"")]
    [InlineData("=,;")]
    public async Task Without_a_known_key_the_response_is_401_with_a_challenge(string? authorization)
    {
        using HttpClient anonymous = node.Anonymous();
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/usage");
        if (authorization is not null) request.With("Authorization", authorization);

        using HttpResponseMessage answer = await anonymous.SendAsync(request);

        await answer.AssertProblemAsync(HttpStatusCode.Unauthorized, ProblemCodes.Unauthorized);
        Assert.Contains(answer.Headers.WwwAuthenticate, challenge => challenge.Scheme is "Bearer");
    }

    [Fact]
    public async Task Every_route_of_the_api_requires_a_key()
    {
        using HttpClient anonymous = node.Anonymous();
        (string Method, string Path)[] routes = [.. ApiRoutes.Of(node)];

        foreach ((string method, string path) in routes)
        {
            string address = path.Replace("{id}", $"job_{Guid.Empty:N}", StringComparison.Ordinal)
                .Replace("{sequence}", "0", StringComparison.Ordinal);
            using HttpRequestMessage request = new(new HttpMethod(method), address);
            if (method is "POST") request.Content = Answers.Json("{}");
            using HttpResponseMessage answer = await anonymous.SendAsync(request);

            Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized, $"{method} {path} answers {answer.StatusCode}");
        }

        Assert.NotEmpty(routes);
    }

    [Fact]
    public async Task The_native_api_accepts_a_bearer_token_and_no_password_that_a_browser_would_send_by_itself()
    {
        string key = await node.NewKeyAsync(ApiKeyScopes.Optimize);
        using HttpClient bearer = node.WithKey(key), basic = WithPassword(key);

        using HttpResponseMessage accepted = await bearer.GetAsync("/v1/usage"), rejected = await basic.GetAsync("/v1/usage");

        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        await rejected.AssertProblemAsync(HttpStatusCode.Unauthorized, ProblemCodes.Unauthorized);
        Assert.DoesNotContain(rejected.Headers.WwwAuthenticate, challenge => challenge.Scheme is "Basic");
    }

    [Fact]
    public async Task A_key_without_the_scope_cannot_submit()
    {
        using HttpClient operators = node.WithKey(await node.NewKeyAsync(ApiKeyScopes.Admin));

        using HttpResponseMessage answer = await operators.PostAsync("/v1/optimize", Answers.Bytes(TestImages.Photo()));

        await answer.AssertProblemAsync(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }

    [Fact]
    public async Task The_dashboard_is_for_operators()
    {
        string key = await node.NewKeyAsync(ApiKeyScopes.Admin);
        using HttpClient anonymous = node.Anonymous(), customer = await node.NewAccountAsync(), operators = node.WithKey(key),
        browser = WithPassword(key);

        using HttpResponseMessage refused = await anonymous.GetAsync("/dashboard/"), forbidden = await customer.GetAsync("/dashboard/"),
        page = await operators.GetAsync("/dashboard/");
        using HttpResponseMessage shown = await browser.GetAsync("/dashboard/");

        await refused.AssertProblemAsync(HttpStatusCode.Unauthorized, ProblemCodes.Unauthorized);
        Assert.Contains(refused.Headers.WwwAuthenticate, challenge => challenge.Scheme is "Basic");
        await forbidden.AssertProblemAsync(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        Assert.All(
            [page, shown], answer => Assert.Equal("text/html", answer.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task The_jobs_and_files_of_another_account_do_not_exist()
    {
        (HttpClient http, NodeClient owner) = await node.CustomerAsync();
        using (http)
        using (HttpClient other = await node.NewAccountAsync())
        {
            string job = await owner.OpenJobAsync();
            await owner.UploadAsync(job, [("photo.jpg", TestImages.Photo())]);
            await owner.FinishAsync(job);

            foreach (string path in new[] { "", "/manifest", "/manifest?format=ndjson", "/files/0", "/files/0/content",
                "/files/0/original" })
            {
                using HttpResponseMessage mine = await http.GetAsync($"/v1/jobs/{job}{path}"),
                theirs = await other.GetAsync($"/v1/jobs/{job}{path}");
                Assert.Equal(HttpStatusCode.OK, mine.StatusCode);
                await theirs.AssertProblemAsync(HttpStatusCode.NotFound, ProblemCodes.NotFound);
            }

            foreach (string path in new[] { "/seal", "/cancel", "/items" })
            {
                using HttpResponseMessage theirs =
                    await other.PostAsync($"/v1/jobs/{job}{path}", Answers.Files(("photo.jpg", TestImages.Photo())));
                await theirs.AssertProblemAsync(HttpStatusCode.NotFound, ProblemCodes.NotFound);
            }
        }
    }

    /// <summary>A browser whose user entered a key as the password.</summary>
    private HttpClient WithPassword(string key)
    {
        HttpClient http = node.Anonymous();
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{key}")));
        return http;
    }
}
