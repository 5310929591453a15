using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Retention;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Silo.Tests;

/// <summary>Deleted records cannot be recovered from any file of the data folder.</summary>
public sealed class ErasureTests
{
    [Fact]
    public async Task Names_of_images_are_unreadable_in_every_file_of_the_data_folder_after_their_records_expired()
    {
        const string Secret = "anna-at-the-clinic";
        OffsetTime time = new();
        await using TestNode node = await TestNode.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        using NodeClient client = node.CreateClient();
        for (int i = 0; i < 3; i++)
        {
            string job = await client.OpenJobAsync();
            await client.UploadAsync(job, Enumerable.Range(0, 100).Select(n => ($"{Secret}-{i}-{n}.jpg", TestImages.Photo(16, 16))));
            await client.FinishAsync(job);
        }

        Assert.True(node.HasStored(Secret)); // proves that the search works

        time.Elapsed = TimeSpan.FromDays(41);
        SweepReceipt receipt = await node.Grains.GetGrain<IRetentionGrain>(GrainKeys.Retention).SweepAsync();

        Assert.True(receipt.Records >= 303);
        Assert.False(node.HasStored(Secret)); // while the node runs
    }
}
