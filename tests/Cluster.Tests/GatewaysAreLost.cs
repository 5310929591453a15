using System.Net;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Cluster.Tests;

/// <summary>Two gateways, one of which is killed during an upload.</summary>
[Trait("Category", "Process")]
public sealed class GatewaysAreLost
{
    /// <summary>More than two batches of a gateway: some of the items before the kill are accepted.</summary>
    private const int Images = 1_200;

    [Fact]
    public async Task A_submission_whose_gateway_is_killed_continues_with_its_key_without_gap_or_duplicate()
    {
        Photos photos = await Photos.CreateAsync();
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2, gateways: 2, "--Worker:Slots", "1");
        using NodeClient first = new(cluster.CreateHttpClient(gateway: 0));
        using NodeClient second = new(cluster.CreateHttpClient(gateway: 1));
        string job = await first.OpenJobAsync();
        (string Name, byte[] Bytes)[] files = [.. Enumerable.Range(0, Images).Select(index => photos.Files[index % photos.Files.Length])];

        using MultipartFormDataContent cut = Body(files, async index =>
        {
            if (index != Images * 3 / 4) return;

            // The first batch is the job's by now, and the second is on its way.
            await second.WaitAsync(job, view => view.Counts.Total > 0);
            await cluster.Gateways[0].KillAsync();
        });
        await Assert.ThrowsAnyAsync<Exception>(() => first.UploadAsync(job, cut, "all of them"));
        int accepted = (await second.WatchAsync(job, since: -1)).Counts.Total;
        AcceptedItems items = await second.UploadAsync(job, Body(files, _ => Task.CompletedTask), "all of them");
        await second.SealAsync(job);

        Assert.InRange(accepted, 1, Images - 1);
        Assert.Equal(Enumerable.Range(0, Images), items.Items.Select(item => item.Sequence));
        await photos.AssertNothingIsLostAsync(second, job, Images);
    }

    private static MultipartFormDataContent Body((string Name, byte[] Bytes)[] files, Func<int, Task> before)
    {
        MultipartFormDataContent content = [];
        for (int i = 0; i < files.Length; i++) content.Add(new HookedContent(files[i].Bytes, i, before), "file", files[i].Name);
        return content;
    }

    /// <summary>Bytes before which something happens.</summary>
    private sealed class HookedContent(byte[] bytes, int index, Func<int, Task> before) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await before(index);
            await stream.WriteAsync(bytes);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
