using System.Text.RegularExpressions;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Cluster.Tests;

/// <summary>A silo whose network is cut and restored while its process keeps running.</summary>
[Trait("Category", "Process")]
public sealed class NetworkIsCut
{
    private const int Images = 300;

    [NetworkCutFact]
    public async Task A_silo_that_was_cut_off_charges_nothing_twice_and_records_no_result()
    {
        Photos photos = await Photos.CreateAsync();
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2, gateways: 1, "--Worker:Slots", "1");
        ServiceProcess silo = await cluster.AddSiloAsync(NetworkCut.Launcher);
        using NodeClient client = cluster.CreateClient();
        string job = await photos.SubmitAsync(client, Images);

        await client.WaitAsync(job, view => view.Counts.Pending <= Images * 3 / 4);
        using (NetworkCut.Start()) await photos.AssertNothingIsLostAsync(client, job, Images);
        await silo.WaitForEndAsync(); // it learns that it was declared dead, and has leased nothing since
        Assert.All(
            cluster.Silos.SelectMany(node => Regex.Matches(node.Output, "Removed the worker on (S[^ ,]+),")).CountBy(found => found.Groups[1].Value),
            worker => Assert.InRange(worker.Value, 0, 2));
        await silo.StartAsync();
        await cluster.WaitUntilReadyAsync();

        await photos.AssertNothingIsLostAsync(client, job, Images);
    }
}
