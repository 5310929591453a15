using System.Diagnostics.CodeAnalysis;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;

namespace JpegReducer.Silo.Tests;

/// <summary>
/// Grains call each other while they are activated. If messages to one of them had to wait until it is active, two grains that are activated at
/// the same time would wait for each other forever.
/// </summary>
public sealed class ActivationTests
{
    [Fact]
    public async Task A_message_can_be_sent_to_a_grain_while_it_is_activated()
    {
        ActivationProbe probe = new();
        await using TestNode node = await TestNode.StartAsync(services => services.AddSingleton<IConfigureGrainContextProvider>(probe));

        await node.Grains.GetGrain<IJobGrain>(Guid.NewGuid()).GetStatusAsync();

        Assert.True(probe.WasSent);
    }

    /// <summary>Sends a message to a job's grain from another thread while the thread of its activation waits.</summary>
    private sealed class ActivationProbe : IConfigureGrainContextProvider, IConfigureGrainContext
    {
        private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

        /// <summary>Whether sending has returned while the activation waited.</summary>
        public bool? WasSent { get; private set; }

        public bool TryGetConfigurator(GrainType grainType, GrainProperties properties, [NotNullWhen(true)] out IConfigureGrainContext? configurator)
        {
            configurator = grainType.ToString() == "job" ? this : null;
            return configurator is not null;
        }

        public void Configure(IGrainContext context) => context.ObservableLifecycle.Subscribe(
            nameof(ActivationProbe), GrainLifecycleStage.SetupState, _ => SendAsync(context));

        private Task SendAsync(IGrainContext context)
        {
            IJobGrain job = context.ActivationServices.GetRequiredService<IGrainFactory>().GetGrain<IJobGrain>(context.GrainId.GetGuidKey());
            WasSent ??= Task.Run(() => job.GetStatusAsync().Ignore()).Wait(Limit);
            return Task.CompletedTask;
        }
    }
}
