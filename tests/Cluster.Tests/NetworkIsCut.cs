using System.Text.RegularExpressions;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Cluster.Tests;

/// <summary>A silo whose network goes away and comes back, while its process runs on.</summary>
[Trait("Category", "Process")]
public sealed class NetworkIsCut
{
    private const int Images = 300;

    [NetworkCutFact]
    public async Task A_silo_that_is_cut_off_and_comes_back_leaves_no_item_charged_twice_and_no_result_of_its_own()
    {
        Photos photos = await Photos.CreateAsync();
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2, gateways: 1, "--Worker:Slots", "1");
        ServiceProcess silo = await cluster.AddSiloAsync(NetworkCut.Launcher);
        using NodeClient client = cluster.CreateClient();
        string job = await photos.SubmitAsync(client, Images);

        await client.WaitAsync(job, view => view.Counts.Pending <= Images * 3 / 4);
        using (NetworkCut.Start()) await photos.AssertNothingIsLostAsync(client, job, Images);
        await silo.WaitForEndAsync(); // it finds out that it was given up, and was given nothing meanwhile
        Assert.All(
            cluster.Silos.SelectMany(node => Regex.Matches(node.Output, "The worker on (S[^ ]+) is gone")).CountBy(gone => gone.Groups[1].Value),
            worker => Assert.InRange(worker.Value, 0, 2));
        await silo.StartAsync();
        await cluster.WaitUntilReadyAsync();

        await photos.AssertNothingIsLostAsync(client, job, Images);
    }
}
