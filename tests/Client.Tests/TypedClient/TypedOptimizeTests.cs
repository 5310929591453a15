using System.Security.Cryptography;
using JpegReducer.ApiContracts;
using JpegReducer.ApiContracts.Client;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Support.Images;

namespace JpegReducer.Client.Tests.TypedClient;

/// <summary><see cref="JpegReducerClient.OptimizeAsync"/> against a whole node.</summary>
[Collection(GatewayNode.Collection)]
public sealed class TypedOptimizeTests(GatewayNode node) : IAsyncLifetime
{
    private static readonly byte[] Photo = TestImages.PhotoPng();
    private JpegReducerClient _client = null!;

    public async Task InitializeAsync() => _client = new(node.Url, await node.NewKeyAsync(ApiKeyScopes.Optimize));

    public Task DisposeAsync()
    {
        _client.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_reduced_image_is_downloaded_with_its_description_and_its_other_output()
    {
        ReductionRequest options = new() { Mode = ReductionMode.Glossy, Formats = [OutputFormat.Keep, OutputFormat.Webp] };

        (OptimizedImage image, byte[] body) = await OptimizeAsync("żółw 写真.png", Photo, options, "key-1");

        ManifestItem item = Assert.Single((await _client.GetManifestPageAsync(image.Job, after: -1, limit: 10)).Items);
        Assert.Equal(("żółw 写真.png", options), (item.Name, (await _client.WatchAsync(image.Job, since: -1, TimeSpan.Zero)).Options));
        Assert.True(image.IsReduced);
        Assert.Null(image.Reason);
        Assert.Equal((Photo.Length, body.Length, Hash(body)), (image.OriginalBytes, image.Bytes, image.Sha256));
        Assert.Equal(
            (item.Output!.Type, item.Output.SavedPercent, item.Output.Sha256), (image.Type, image.SavedPercent, image.Sha256));
        Assert.Equal((item.Output.Score!.Metric, item.Output.Score.Basis), (image.Score!.Metric, image.Score.Basis));
        Assert.Equal(item.Output.Score.Value, image.Score.Value, tolerance: 0.01);
        Assert.InRange(image.EngineTime, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(10));
        AlternateOutput webP = Assert.Single(image.Alternates);
        Assert.Equal((item.Outputs[1].Content, "image/webp"), (webP.Path, webP.Type));
        await _client.DownloadAsync(webP.Path, async (stream, cancellationToken) => Assert.Equal(
            item.Outputs[1].Sha256, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken))));
    }

    [Fact]
    public async Task A_kept_image_is_the_source_with_the_reason()
    {
        ReductionRequest lossless = new() { Mode = ReductionMode.Lossless };
        byte[] reduced = (await OptimizeAsync("a.png", Photo, lossless, "key-1")).Body;

        (OptimizedImage image, byte[] body) = await OptimizeAsync("a.png", reduced, lossless, "key-2");

        Assert.Equal((false, 0, reduced.Length), (image.IsReduced, image.SavedPercent, image.Bytes));
        Assert.Contains(image.Reason, new[] { "not-smaller", "already-reduced" });
        Assert.Empty(image.Alternates);
        Assert.Equal(reduced, body);
    }

    [Fact]
    public async Task A_repeated_call_with_the_same_key_gets_the_same_result_and_is_charged_once()
    {
        (OptimizedImage first, byte[] body) = await OptimizeAsync("a.png", Photo, new ReductionRequest(), "key-1");

        (OptimizedImage again, byte[] same) = await OptimizeAsync("a.png", Photo, new ReductionRequest(), "key-1");

        Assert.Equal((first.Job, first.Sha256), (again.Job, again.Sha256));
        Assert.Equal(body, same);
        Assert.Equal(1, (await _client.GetUsageAsync()).Total.Charged);
    }

    [Fact]
    public async Task An_image_that_cannot_be_reduced_throws_the_problem_of_the_node()
    {
        ApiProblemException exception = await Assert.ThrowsAsync<ApiProblemException>(
            () => OptimizeAsync("page.jpg", BrokenImages.Html, new ReductionRequest(), "key-1"));

        Assert.Equal((ProblemCodes.ImageRefused, 422), (exception.Code, exception.Problem.Status));
    }

    private async Task<(OptimizedImage Image, byte[] Body)> OptimizeAsync(string name, byte[] source, ReductionRequest options, string key)
    {
        using MemoryStream body = new();
        OptimizedImage image = await _client.OptimizeAsync(
            new FileUpload(name, () => new MemoryStream(source)), options, key,
            async (_, stream, cancellationToken) => await stream.CopyToAsync(body, cancellationToken));
        return (image, body.ToArray());
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
