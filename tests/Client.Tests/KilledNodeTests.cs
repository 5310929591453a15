using System.Net;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Files;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Client.Tests;

/// <summary>The request of an <c>Idempotency-Key</c> is known after a crash.</summary>
[Trait("Category", "Process")]
public sealed class KilledNodeTests
{
    private static readonly byte[] Photo = TestImages.Photo();

    [Fact]
    public async Task After_kill_9_a_repeated_request_has_the_same_result_and_another_is_a_conflict()
    {
        using TemporaryFolder data = new();
        await using NodeProcess node = await NodeProcess.StartAsync(data.Path);
        string job;
        AcceptedItems items;
        string image;
        using (HttpClient http = node.CreateClient())
        {
            using NodeClient client = new(http);
            job = await client.OpenJobAsync();
            items = await client.UploadAsync(job, Answers.Files(("a.jpg", Photo)), "key");
            using HttpResponseMessage reduced = await OptimizeAsync(http, Photo);
            image = reduced.Header(OptimizeHeaders.Job);
        }

        await node.KillAsync();
        await node.StartAgainAsync();
        using HttpClient after = node.CreateClient();
        AcceptedItems again = await new NodeClient(after).UploadAsync(job, Answers.Files(("a.jpg", Photo)), "key");
        using HttpRequestMessage request = new(HttpMethod.Post, $"/v1/jobs/{job}/items") { Content = Answers.Files(("b.jpg", Photo)) };
        using HttpResponseMessage otherItems = await after.SendAsync(request.With("Idempotency-Key", "key"));
        using HttpResponseMessage sameImage = await OptimizeAsync(after, Photo),
        otherImage = await OptimizeAsync(after, TestImages.Photo(seed: 2));

        Assert.Equal(items.Items, again.Items);
        Assert.Equal(image, sameImage.Header(OptimizeHeaders.Job));
        foreach (HttpResponseMessage other in (HttpResponseMessage[])[otherItems, otherImage])
            await other.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemCodes.IdempotencyConflict);
    }

    private static async Task<HttpResponseMessage> OptimizeAsync(HttpClient http, byte[] image)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/optimize") { Content = Answers.Bytes(image) };
        return await http.SendAsync(request.With("Idempotency-Key", "key"));
    }
}
