using JpegReducer.Interfaces.Jobs;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Silo.Tests;

/// <summary>A grant whose response is lost, as when the job grain moves to another silo at that moment.</summary>
public sealed class LostGrantTests
{
    [Fact]
    public async Task Items_of_a_lost_grant_do_not_wait_until_their_lease_expires()
    {
        LostAnswer lost = new();
        await using TestNode node =
            await TestNode.StartAsync(services => services.AddSingleton<IIncomingGrainCallFilter>(lost), "--Jobs:LeaseSilence", "00:10:00");
        using NodeClient client = node.CreateClient();

        await client.OptimizeAsync(TestImages.Photo());

        Assert.True(lost.Items > 0);
    }

    /// <summary>Executes the first grant and drops its response.</summary>
    private sealed class LostAnswer : IIncomingGrainCallFilter
    {
        /// <summary>The number of items granted in it.</summary>
        public int Items { get; private set; }

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            await context.Invoke();
            if (Items > 0 || context.MethodName != nameof(IJobWork.LeaseAsync) || context.Result
                is not WorkBatch { Items: { Length: > 0 } items })
                return;

            Items = items.Length;
            throw new SiloUnavailableException("The target silo became unavailable.");
        }
    }
}
