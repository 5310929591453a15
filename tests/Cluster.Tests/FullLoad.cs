using JpegReducer.ApiContracts;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using Npgsql;

namespace JpegReducer.Cluster.Tests;

/// <summary>Three silos with more slots than this machine has processors, all busy.</summary>
[Trait("Category", "Process")]
public sealed class FullLoad
{
    private const int Large = 60;
    private const int Few = 10;

    [Fact]
    public async Task Silos_under_full_load_stay_members_and_serve_interactive_images()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 3, gateways: 1, "--Worker:Slots", $"{Environment.ProcessorCount}");
        using NodeClient client = cluster.CreateClient();
        byte[] photo = TestImages.Photo(3000, 2000);
        string large = await client.OpenJobAsync();
        await client.UploadAsync(large, Enumerable.Range(0, Large).Select(index => ($"{index}.jpg", photo)));
        await client.SealAsync(large);

        await client.WaitAsync(large, view => view.Counts.Pending < Large);
        for (int i = 0; i < Few; i++) await client.OptimizeAsync(TestImages.Photo(320, 240, seed: i));
        JobView whileOthersWaited = await client.WatchAsync(large, since: -1);
        JobView end = await client.WaitAsync(large, view => view.State is JobState.Done);

        Assert.True(whileOthersWaited.Counts.Pending > 0, "The interactive images waited for the whole of the other job.");
        Assert.Equal(Large, end.Counts.Reduced);
        Assert.Equal((3, 0), await MembersAsync(cluster));
    }

    /// <summary>Number of active silos, and of silos that were ever suspected or declared dead.</summary>
    private static async Task<(int Active, int Suspected)> MembersAsync(TestCluster cluster)
    {
        const int Active = 3;
        await using NpgsqlConnection connection = new(cluster.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new("SELECT status, coalesce(suspecttimes, '') FROM orleansmembershiptable", connection);
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync();
        (int active, int suspected) = (0, 0);
        while (await rows.ReadAsync())
        {
            if (rows.GetInt32(0) == Active) active++;
            if (rows.GetInt32(0) != Active || rows.GetString(1).Length > 0) suspected++;
        }

        return (active, suspected);
    }
}
