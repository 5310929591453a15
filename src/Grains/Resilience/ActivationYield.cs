using System.Diagnostics.CodeAnalysis;
using Orleans.Metadata;

namespace JpegReducer.Grains.Resilience;

/// <summary>
/// Lets every activation give up its thread once before its grain runs. Orleans starts an activation while it holds the activation's lock, until
/// the first task that is not complete, and every sender of a message to it takes this lock. Two grains that call each other while they are
/// activated on one silo would wait for each other forever if all that they await is complete, as it may be on a loaded machine.
/// </summary>
internal sealed class ActivationYield : IConfigureGrainContextProvider, IConfigureGrainContext
{
    /// <inheritdoc/>
    public bool TryGetConfigurator(GrainType grainType, GrainProperties properties, [NotNullWhen(true)] out IConfigureGrainContext? configurator)
    {
        // Stateless workers have no lifecycle here. Messages to them are queued without their lock, so that nothing waits for them.
        configurator = IsStatelessWorker(properties) ? null : this;
        return configurator is not null;
    }

    /// <inheritdoc/>
    public void Configure(IGrainContext context) =>
        context.ObservableLifecycle.Subscribe(nameof(ActivationYield), GrainLifecycleStage.First, async _ => await Task.Yield());

    private static bool IsStatelessWorker(GrainProperties properties) =>
        properties.Properties.TryGetValue(WellKnownGrainTypeProperties.PlacementStrategy, out string? placement)
        && placement == "StatelessWorkerPlacement";
}
