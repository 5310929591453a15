using JpegReducer.Grains.Resilience;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Leases;

/// <summary>
/// Renews the leases of all items in flight every second, and abandons items that the job reports as ended or leased to another worker.
/// </summary>
internal sealed partial class LeaseRenewer(
    IGrainFactory grains, ILocalSiloDetails silo, InFlightItems inFlight, RecurringFaults faults, TimeProvider time,
    ILogger<LeaseRenewer> logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private WorkerId Worker => new(silo.SiloAddress);

    /// <summary>Renews leases until the worker has drained.</summary>
    public async Task RunAsync(CancellationToken drained)
    {
        using PeriodicTimer timer = new(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(drained))
            {
                foreach (IGrouping<JobId, InFlightItem> items in inFlight.GroupByJob())
                    await RenewAsync(items.Key, [.. items.Select(item => item.Sequence)]);
            }
        }
        catch (OperationCanceledException)
        {
            // drained
        }
    }

    private async Task RenewAsync(JobId job, int[] sequences)
    {
        try
        {
            int[] lost = await grains.GetGrain<IJobWork>(job.Value).RenewAsync(Worker, sequences);
            foreach (int sequence in lost) inFlight.Find(job, sequence)?.Abandon();
        }
        catch (Exception exception)
        {
            if (faults.IsFirst("Leases could not be renewed", $"{job}: {exception.Message}"))
                LogRenewalFailed(job.ToString(), exception.Message);
        }
    }
}
