using JpegReducer.Interfaces.Jobs;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Silo.Tests;

/// <summary>A job that hands items out in an answer that never comes, as when its grain moves to another silo in that moment.</summary>
public sealed class LostHandOutTests
{
    [Fact]
    public async Task What_was_handed_out_in_an_answer_that_was_lost_does_not_wait_for_its_lease()
    {
        LostAnswer lost = new();
        await using TestNode node =
            await TestNode.StartAsync(services => services.AddSingleton<IIncomingGrainCallFilter>(lost), "--Jobs:LeaseSilence", "00:10:00");
        using NodeClient client = node.CreateClient();

        await client.OptimizeAsync(TestImages.Photo());

        Assert.True(lost.Items > 0);
    }

    /// <summary>Lets the first hand-out happen, and keeps its answer.</summary>
    private sealed class LostAnswer : IIncomingGrainCallFilter
    {
        /// <summary>How many items were handed out in it.</summary>
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
