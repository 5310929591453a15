using System.Runtime.CompilerServices;
using JpegReducer.ApiContracts;
using JpegReducer.ApiContracts.Client;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Support.Files;

namespace JpegReducer.Client.Tests.TypedClient;

/// <summary>The example of docs/api/README.md is the code of <see cref="RunAsync"/>, apart from the address and the folder.</summary>
[Collection(GatewayNode.Collection)]
public sealed class TypedClientExampleTests(GatewayNode node)
{
    private static readonly string Source = File.ReadAllText(Here());
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", ".."));

    [Fact]
    public async Task The_example_of_the_documentation_downloads_smaller_files()
    {
        using TemporaryFolder folder = new();

        await RunAsync(await node.NewKeyAsync(ApiKeyScopes.Optimize), folder.Path);

        long source = new FileInfo(Path.Combine(Root, "samples/valley.jpg")).Length;
        Assert.All((string[])["optimized-valley.jpg", "smaller-valley.jpg"], name =>
            Assert.InRange(new FileInfo(Path.Combine(folder.Path, name)).Length, 1, source - 1));
    }

    [Fact]
    public void The_example_of_the_documentation_is_the_code_that_is_tested()
    {
        string tested = Between(Source, "        // example\n", "        // end\n")
            .Replace("node.Url", "new Uri(\"http://127.0.0.1:8080\")", StringComparison.Ordinal)
            .Replace("Path.Combine(Root, \"samples/valley.jpg\")", "\"samples/valley.jpg\"", StringComparison.Ordinal)
            .Replace("Path.Combine(folder, \"optimized-valley.jpg\")", "\"optimized-valley.jpg\"", StringComparison.Ordinal)
            .Replace("Path.Combine(folder, $\"smaller-{item.Name}\")", "$\"smaller-{item.Name}\"", StringComparison.Ordinal);
        string documented = Between(File.ReadAllText(Path.Combine(Root, "docs/api/README.md")), "```csharp\n", "```\n");

        Assert.Equal(documented, string.Join('\n', tested.Split('\n').Select(line => line.Length >= 8 ? line[8..] : line)));
    }

    private async Task RunAsync(string key, string folder)
    {
        // example
        using JpegReducerClient client = new(node.Url, key);
        FileUpload valley = new("valley.jpg", () => File.OpenRead(Path.Combine(Root, "samples/valley.jpg")));

        // One image
        await client.OptimizeAsync(valley, new ReductionRequest(), idempotencyKey: "valley-1", async (_, body, cancellationToken) =>
        {
            await using FileStream file = File.Create(Path.Combine(folder, "optimized-valley.jpg"));
            await body.CopyToAsync(file, cancellationToken);
        });

        // Many images
        JobView job = await client.OpenJobAsync(new CreateJobRequest { Label = "autumn" }, idempotencyKey: "autumn-1");
        await client.AddFilesAsync(job.Id, [valley], idempotencyKey: "autumn-1-files");
        await client.SealAsync(job.Id);
        await client.WaitUntilDoneAsync(job.Id);
        await foreach (ManifestItem item in client.GetManifestAsync(job.Id))
        {
            if (item.Links.Content is not { } content) continue;
            await client.DownloadAsync(content, async (body, cancellationToken) =>
            {
                await using FileStream file = File.Create(Path.Combine(folder, $"smaller-{item.Name}"));
                await body.CopyToAsync(file, cancellationToken);
            });
        }
        // end
    }

    private static string Between(string text, string begin, string end)
    {
        int start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        return text[start..text.IndexOf(end, start, StringComparison.Ordinal)];
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
