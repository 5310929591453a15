using JpegReducer.Support.Files;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Cluster.Tests;

/// <summary>A real node, killed with <c>kill -9</c> in the middle of its work.</summary>
[Trait("Category", "Process")]
public sealed class NothingIsLost
{
    [Fact]
    public async Task A_job_of_500_images_that_is_killed_ten_times_ends_with_every_image_once() =>
        await KillDuringAsync(await Photos.CreateAsync(), images: 500, kills: 10);

    [Fact]
    public async Task A_job_with_two_outputs_for_each_image_that_is_killed_three_times_ends_with_both_once() =>
        await KillDuringAsync(await Photos.CreateWithWebPAsync(), images: 60, kills: 3);

    private static async Task KillDuringAsync(Photos photos, int images, int kills)
    {
        using TemporaryFolder data = new();
        await using NodeProcess node = await NodeProcess.StartAsync(data.Path);
        string job = await SubmitAsync(node, photos, images);
        int[] killAt = [.. Enumerable.Range(0, kills).Select(_ => Random.Shared.Next(1, images)).Order()];

        foreach (int ended in killAt)
        {
            using (NodeClient client = new(node.CreateClient())) await client.WaitAsync(
                job, view => view.Counts.Total - view.Counts.Pending >= ended);
            await node.KillAsync();
            await node.StartAgainAsync();
        }

        using NodeClient after = new(node.CreateClient());
        await photos.AssertNothingIsLostAsync(after, job, images);
    }

    private static async Task<string> SubmitAsync(NodeProcess node, Photos photos, int images)
    {
        using NodeClient client = new(node.CreateClient());
        return await photos.SubmitAsync(client, images);
    }
}
