using JpegReducer.Grains.Workers.Leases;
using JpegReducer.Grains.Workers.Threads;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Pulling;

/// <summary>
/// The worker of this silo: pulls items for each priority, renews their leases until they have ended, and drains when the silo stops. Items
/// that have started are finished; items that have not are released.
/// </summary>
internal sealed partial class ReductionWorker(
    ILocalSiloDetails silo, PullLoop pulling, LeaseRenewer renewer, InFlightItems inFlight, JournalWriter journal, ReductionThreads threads,
    ILogger<ReductionWorker> logger)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using CancellationTokenSource drained = new();
        Task renewing = renewer.RunAsync(drained.Token);
        await Task.WhenAll(pulling.RunAsync(JobPriority.Bulk, stoppingToken), pulling.RunAsync(JobPriority.Interactive, stoppingToken));

        threads.Close();
        await inFlight.WhenEmptyAsync();
        await drained.CancelAsync();
        await renewing;
        await journal.RemoveAsync(new WorkerId(silo.SiloAddress));
        LogDrained();
    }
}
