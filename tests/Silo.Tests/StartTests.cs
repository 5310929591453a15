using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Support.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Silo.Tests;

/// <summary>Faults during the start of a node.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData(nameof(IUserGrain.EnsureAsync))]
    [InlineData(nameof(IUserGrain.AddKeyAsync))]
    [InlineData(nameof(IApiKeyGrain.BindAsync))]
    public async Task A_start_survives_calls_to_dead_silos(string method)
    {
        LostSilo lost = new(method);

        await using TestNode node = await TestNode.StartAsync(services => services.AddSingleton<IIncomingGrainCallFilter>(lost));
        using NodeClient client = node.CreateClient();

        Assert.Equal(LostSilo.CallsLost + 1, lost.Calls);
        Assert.Equal(0, (await client.UsageAsync()).Total.Charged);
    }

    /// <summary>Loses the first calls of a method, as a cluster does for some seconds after all of its nodes were killed.</summary>
    private sealed class LostSilo(string method) : IIncomingGrainCallFilter
    {
        public const int CallsLost = 2;

        private int _calls;

        public int Calls => _calls;

        public Task Invoke(IIncomingGrainCallContext context) =>
            context.MethodName == method && Interlocked.Increment(ref _calls) <= CallsLost
                ? throw new SiloUnavailableException("The target silo is no longer active.")
                : context.Invoke();
    }
}
