using System.Text.RegularExpressions;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Cluster.Tests;

/// <summary>Three silos, some of which are killed, frozen or stopped during a job.</summary>
[Trait("Category", "Process")]
public sealed class SilosAreLost
{
    private const int Images = 1_000;
    private const int Kills = 8;

    [Fact]
    public async Task A_job_of_1000_images_under_which_silos_are_killed_and_replaced_ends_with_every_image_once()
    {
        Photos photos = await Photos.CreateAsync();
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 3, gateways: 2, "--Worker:Slots", "1");
        using NodeClient client = cluster.CreateClient();
        string job = await photos.SubmitAsync(client, Images);
        int[] killAt = [.. Enumerable.Range(0, Kills).Select(_ => Random.Shared.Next(1, Images)).Order()];

        foreach (int ended in killAt)
        {
            await client.WaitAsync(job, view => Ended(view) >= ended);
            ServiceProcess victim = cluster.Silos[Random.Shared.Next(cluster.Silos.Count)];
            await victim.KillAsync();
            await victim.StartAsync();
        }

        await photos.AssertNothingIsLostAsync(client, job, Images);
    }

    [Fact]
    public async Task A_job_with_two_outputs_for_each_image_under_which_a_silo_is_killed_ends_with_both_once()
    {
        const int Few = 60;
        Photos photos = await Photos.CreateWithWebPAsync();
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2, gateways: 1, "--Worker:Slots", "1");
        using NodeClient client = cluster.CreateClient();
        string job = await photos.SubmitAsync(client, Few);

        await client.WaitAsync(job, view => Ended(view) >= Few / 4);
        ServiceProcess victim = cluster.Silos[Random.Shared.Next(cluster.Silos.Count)];
        await victim.KillAsync();
        await victim.StartAsync();

        await photos.AssertNothingIsLostAsync(client, job, Few);
    }

    [Fact]
    public async Task The_items_of_a_frozen_silo_are_requeued_and_it_changes_nothing_when_it_resumes()
    {
        const int Few = 300;
        Photos photos = await Photos.CreateAsync();
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 3, gateways: 1, "--Worker:Slots", "1");
        using NodeClient client = cluster.CreateClient();
        string job = await photos.SubmitAsync(client, Few);

        await client.WaitAsync(job, view => Ended(view) >= Few / 4);
        ServiceProcess frozen = cluster.Silos[Random.Shared.Next(cluster.Silos.Count)];
        await frozen.FreezeAsync();
        await photos.AssertNothingIsLostAsync(client, job, Few);
        await frozen.ThawAsync();
        Assert.NotEqual(0, await frozen.WaitForEndAsync()); // told that it is dead, it ends, and its supervisor starts another
        await frozen.StartAsync();

        await photos.AssertNothingIsLostAsync(client, job, Few);
    }

    [Fact]
    public async Task Silos_that_are_restarted_one_after_another_under_load_delay_nothing_beyond_their_leases()
    {
        const int Few = 400;
        Photos photos = await Photos.CreateAsync();
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 3, gateways: 1, "--Worker:Slots", "1");
        using NodeClient client = cluster.CreateClient();
        string job = await photos.SubmitAsync(client, Few);

        for (int i = 0; i < cluster.Silos.Count; i++)
        {
            int due = (i + 1) * Few / 5;
            await client.WaitAsync(job, view => Ended(view) >= due);
            Assert.Equal(0, await cluster.Silos[i].StopAsync());
            await cluster.Silos[i].StartAsync();
        }

        await photos.AssertNothingIsLostAsync(client, job, Few);
        Assert.DoesNotContain(cluster.Silos, silo => Regex.IsMatch(silo.Output, "reclaimed .* leases: [1-9][0-9]* of dead workers"));
    }

    [Fact]
    public async Task A_cluster_that_was_killed_completely_continues_after_a_restart()
    {
        const int Few = 300;
        Photos photos = await Photos.CreateAsync();
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 3, gateways: 2, "--Worker:Slots", "1");
        using NodeClient client = cluster.CreateClient();
        string job = await photos.SubmitAsync(client, Few);

        await client.WaitAsync(job, view => Ended(view) >= Few / 3);
        ServiceProcess[] all = [.. cluster.Silos, .. cluster.Gateways];
        await Task.WhenAll([.. all.Select(process => process.KillAsync()), cluster.Postgres.CrashAsync(), cluster.Files.CrashAsync()]);
        await Task.WhenAll(cluster.Postgres.StartAgainAsync(), cluster.Files.StartAgainAsync());
        await Task.WhenAll(all.Select(process => process.StartAsync()));

        await photos.AssertNothingIsLostAsync(client, job, Few);
    }

    private static int Ended(JobView view) => view.Counts.Total - view.Counts.Pending;
}
