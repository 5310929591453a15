using JpegReducer.Grains.Resilience;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Retention;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Retention;

/// <summary>Registers the retention reminder at every start of a silo, and deletes what has expired meanwhile.</summary>
internal sealed partial class RetentionStarter(
    IGrainFactory grains, TimeProvider time, RecurringFaults faults, ILogger<RetentionStarter> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        IRetentionGrain retention = grains.GetGrain<IRetentionGrain>(GrainKeys.Retention);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await retention.StartAsync();
                await retention.SweepAsync();
                return;
            }
            catch (Exception exception)
            {
                if (faults.IsFirst("Retention could not be started", exception.Message)) LogStartFailed(exception.Message);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
