using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Client.Tests;

/// <summary>Items with a WebP beside the main output.</summary>
[Collection(GatewayNode.Collection)]
public sealed class OutputTests(GatewayNode node)
{
    /// <summary>A photograph as PNG: its WebP is much smaller.</summary>
    private static readonly byte[] Photo = TestImages.PhotoPng();

    [Fact]
    public async Task Both_outputs_are_listed_downloaded_and_charged()
    {
        (HttpClient http, NodeClient client) = await node.CustomerAsync();
        using HttpClient _ = http;
        string job = await OpenAsync(http);
        await client.UploadAsync(job, [("photo.png", Photo), ("page.jpg", BrokenImages.Html)]);

        JobView end = await client.FinishAsync(job);

        IReadOnlyList<ManifestItem> items = await client.ManifestAsync(job);
        Assert.Equal([OutputFormat.Keep, OutputFormat.Webp], end.Options.Formats);
        Assert.Empty(items[1].Outputs);
        ManifestOutputFile main = items[0].Outputs[0], webp = items[0].Outputs[1];
        Assert.Equal(["main", "webp"], items[0].Outputs.Select(output => output.Name));
        Assert.Equal((items[0].Output!.Bytes, items[0].Output!.Sha256, "image/png"), (main.Bytes!.Value, main.Sha256, main.Type));
        Assert.Equal((OutputState.Reduced, "image/webp", true), (webp.State, webp.Type, webp.Charged));
        Assert.InRange(webp.Bytes!.Value, 1, main.Bytes.Value - 1);
        Assert.Equal((2, 2), (end.Counts.Charged, (await client.UsageAsync()).Total.Charged));
        Assert.Equal(main.Bytes, end.BytesOut);

        using HttpResponseMessage downloaded = await http.GetAsync(webp.Content);
        byte[] content = await downloaded.Content.ReadAsByteArrayAsync();
        Assert.Equal(webp.Sha256, Convert.ToHexStringLower(SHA256.HashData(content)));
        Assert.Equal(
            ("image/webp", "photo.webp"),
            (downloaded.Content.Headers.ContentType?.MediaType, downloaded.Content.Headers.ContentDisposition?.FileName));
    }

    [Fact]
    public async Task A_reduced_image_names_its_other_output_in_a_link()
    {
        (HttpClient http, NodeClient client) = await node.CustomerAsync();
        using HttpClient _ = http;
        using ByteArrayContent body = new(Photo);

        using HttpResponseMessage response = await http.PostAsync("/v1/optimize?formats=keep,webp", body);

        string link = Assert.Single(response.Headers.GetValues("Link"));
        Assert.EndsWith("; rel=\"alternate\"; type=\"image/webp\"", link, StringComparison.Ordinal);
        using HttpResponseMessage webp = await http.GetAsync(link[1..link.IndexOf('>', StringComparison.Ordinal)]);
        Assert.Equal((HttpStatusCode.OK, "image/webp"), (webp.StatusCode, webp.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task An_output_that_was_not_made_or_is_unknown_is_a_problem_that_says_so()
    {
        (HttpClient http, NodeClient client) = await node.CustomerAsync();
        using HttpClient _ = http;
        string job = await client.OpenJobAsync();
        await client.UploadAsync(job, [("photo.png", Photo)]);
        await client.FinishAsync(job);

        using HttpResponseMessage missing = await http.GetAsync($"/v1/jobs/{job}/files/0/content?output=webp");
        using HttpResponseMessage unknown = await http.GetAsync($"/v1/jobs/{job}/files/0/content?output=avif");

        await missing.AssertProblemAsync(HttpStatusCode.Conflict, ProblemCodes.NoContent);
        ProblemView problem = await unknown.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Equal("'output' is one of main, webp.", problem.Detail);
    }

    private static async Task<string> OpenAsync(HttpClient http)
    {
        CreateJobRequest request = new() { Options = new ReductionRequest { Formats = [OutputFormat.Keep, OutputFormat.Webp] } };
        using HttpResponseMessage response = await http.PostAsJsonAsync("/v1/jobs", request, ApiJson.Default.CreateJobRequest);
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.JobView))!.Id;
    }
}
