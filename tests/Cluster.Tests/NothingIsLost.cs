using JpegReducer.Support.Files;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Cluster.Tests;

/// <summary>A real node, killed with <c>kill -9</c> in the middle of its work.</summary>
[Trait("Category", "Process")]
public sealed class NothingIsLost
{
    private const int Images = 500;
    private const int Kills = 10;

    [Fact]
    public async Task A_job_of_500_images_that_is_killed_ten_times_ends_with_every_image_once()
    {
        Photos photos = await Photos.CreateAsync();
        using TemporaryFolder data = new();
        await using NodeProcess node = await NodeProcess.StartAsync(data.Path);
        string job = await SubmitAsync(node, photos);
        int[] killAt = [.. Enumerable.Range(0, Kills).Select(_ => Random.Shared.Next(1, Images)).Order()];

        foreach (int ended in killAt)
        {
            using (NodeClient client = new(node.CreateClient())) await client.WaitAsync(
                job, view => view.Counts.Total - view.Counts.Pending >= ended);
            await node.KillAsync();
            await node.StartAgainAsync();
        }

        using NodeClient after = new(node.CreateClient());
        await photos.AssertNothingIsLostAsync(after, job, Images);
    }

    private static async Task<string> SubmitAsync(NodeProcess node, Photos photos)
    {
        using NodeClient client = new(node.CreateClient());
        return await photos.SubmitAsync(client, Images);
    }
}
