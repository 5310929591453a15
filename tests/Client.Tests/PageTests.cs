using System.Net;
using System.Text.Json;

namespace JpegReducer.Client.Tests;

/// <summary>The pages and the API document of a node.</summary>
[Collection(GatewayNode.Collection)]
public sealed class PageTests(GatewayNode node)
{
    [Fact]
    public async Task The_document_describes_every_route_of_the_api_and_nothing_else()
    {
        using HttpClient anonymous = node.Anonymous();

        using JsonDocument document = JsonDocument.Parse(await anonymous.GetStringAsync("/openapi/v1.json"));

        IEnumerable<(string, string)> described =
            from path in document.RootElement.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            select (operation.Name.ToUpperInvariant(), path.Name);
        Assert.Equal(ApiRoutes.Of(node).Where(route => route.Method is not "HEAD").Order(), described.Order());
        Assert.StartsWith("3.1", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_and_asks_for_a_key()
    {
        using HttpClient anonymous = node.Anonymous();
        using JsonDocument document = JsonDocument.Parse(await anonymous.GetStringAsync("/openapi/v1.json"));

        JsonElement[] operations =
            [.. document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
            .Select(operation => operation.Value)];

        Assert.All(operations, operation => Assert.False(string.IsNullOrWhiteSpace(operation.GetProperty("summary").GetString())));
        Assert.All(operations, operation => Assert.True(operation.GetProperty("security").GetArrayLength() > 0));
        Assert.Distinct(operations.Select(operation => operation.GetProperty("operationId").GetString()));
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/style.css", "text/css")]
    [InlineData("/status.js", "text/javascript")]
    public async Task The_landing_page_loads_nothing_from_third_parties_and_cannot_be_framed(string address, string type)
    {
        using HttpClient anonymous = node.Anonymous();

        using HttpResponseMessage page = await anonymous.GetAsync(address);

        Assert.Equal(type, page.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'self'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/scalar")]
    [InlineData("/dashboard/")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/health/live")]
    [InlineData("/v1/nothing")]
    public async Task Responses_forbid_type_sniffing_and_do_not_name_the_server(string address)
    {
        using HttpClient anonymous = node.Anonymous();

        using HttpResponseMessage answer = await anonymous.GetAsync(address);

        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Every_link_of_the_landing_page_works()
    {
        using HttpClient anonymous = node.Anonymous();
        string page = await anonymous.GetStringAsync("/");
        string[] links = [.. page.Split("href=\"/").Skip(1).Select(rest => "/" + rest[..rest.IndexOf('"', StringComparison.Ordinal)])];

        foreach (string link in links)
        {
            using HttpResponseMessage answer = await anonymous.GetAsync(link);
            Assert.True(
                answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.Unauthorized, $"{link} answers {answer.StatusCode}");
        }

        Assert.NotEmpty(links);
    }

    [Fact]
    public async Task The_reference_page_shows_the_document()
    {
        using HttpClient anonymous = node.Anonymous();

        using HttpResponseMessage page = await anonymous.GetAsync("/scalar");

        Assert.Equal("text/html", page.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        Assert.Contains("openapi/v1.json", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_running_node_reports_that_it_is_healthy(string address)
    {
        using HttpClient anonymous = node.Anonymous();

        using JsonDocument health = JsonDocument.Parse(await anonymous.GetStringAsync(address));

        Assert.Equal("healthy", health.RootElement.GetProperty("status").GetString());
    }
}
