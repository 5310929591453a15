using JpegReducer.Grains.Resilience;
using JpegReducer.Grains.Workers.Failures;
using JpegReducer.Grains.Workers.Leases;
using JpegReducer.Grains.Workers.Running;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Pulling;

/// <summary>
/// Pulls grants from the dispatcher, leases the granted items from their jobs and starts them. One loop runs for each priority, with a
/// prefetch capacity of its own: bulk items never take the capacity of interactive ones.
/// </summary>
internal sealed partial class PullLoop(
    IGrainFactory grains,
    ILocalSiloDetails silo,
    InFlightItems inFlight,
    PrefetchPolicy prefetch,
    ItemRunner runner,
    OutagePause outage,
    RecurringFaults faults,
    TimeProvider time,
    ILogger<PullLoop> logger)
{
    /// <summary>A pull at least this often is the worker's heartbeat, even without free capacity.</summary>
    private static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(1);

    private static readonly Backoff Retry = new(TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(5));

    private WorkerId Worker => new(silo.SiloAddress);

    private IDispatchGrain Dispatch => grains.GetGrain<IDispatchGrain>(GrainKeys.Dispatch);

    /// <summary>Pulls items of a priority until the node stops.</summary>
    public async Task RunAsync(JobPriority priority, CancellationToken stoppingToken)
    {
        HashSet<JobId> unacknowledged = [];
        int failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                int capacity = await WaitForCapacityAsync(priority, stoppingToken);
                switch (await Dispatch.PullAsync(new WorkerPull(Worker, priority, capacity, inFlight.CountByJob())))
                {
                    case PullResult.Granted(var grants):
                        await LeaseAsync(grants, unacknowledged, stoppingToken);
                        break;
                    case PullResult.WorkerDead when faults.IsFirst("The cluster has declared this silo dead", "it is granted no items"):
                        LogDeclaredDead();
                        break;
                }

                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                if (faults.IsFirst("Pulling work failed", exception.Message)) LogPullFailed(exception.Message);
                await Task.Delay(Retry.Delay(++failures), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await ReleaseUnacknowledgedAsync(unacknowledged);
                unacknowledged.Clear();
            }
        }
    }

    /// <summary>
    /// Waits until a worthwhile number of items fits, but no longer than the heartbeat period. The capacity is 0 while storage is
    /// unavailable.
    /// </summary>
    private async Task<int> WaitForCapacityAsync(JobPriority priority, CancellationToken stoppingToken)
    {
        using CancellationTokenSource heartbeat = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        heartbeat.CancelAfter(HeartbeatPeriod);
        while (true)
        {
            Task nextRemoval = inFlight.NextRemoval; // before the count, so that no removal is missed
            int capacity = outage.IsActive ? 0 : prefetch.FreeCapacity(priority, inFlight.Count(priority));
            if (capacity > 0 || heartbeat.IsCancellationRequested) return capacity;

            await nextRemoval.WaitAsync(heartbeat.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Leases granted items and starts them. A job whose response does not arrive stays in <paramref name="unacknowledged"/>.
    /// </summary>
    private async Task LeaseAsync(WorkGrant[] grants, HashSet<JobId> unacknowledged, CancellationToken stoppingToken)
    {
        foreach (WorkGrant grant in grants)
        {
            unacknowledged.Add(grant.Job);
            WorkBatch batch = await grains.GetGrain<IJobWork>(grant.Job.Value).LeaseAsync(Worker, grant.Items);
            unacknowledged.Remove(grant.Job);
            foreach (WorkItem item in batch.Items)
            {
                if (inFlight.TryAdd(grant, item.Sequence) is { } added) _ = runner.RunAsync(added, item, batch.Settings!, stoppingToken);
            }
        }
    }

    /// <summary>
    /// Releases what jobs leased in responses that were lost, for example because their grain moved at that moment: other workers then need
    /// not wait for the leases to expire. No other lease call to these jobs is outstanding, because a job has one priority and each loop
    /// makes one call at a time.
    /// </summary>
    private async Task ReleaseUnacknowledgedAsync(IEnumerable<JobId> jobs)
    {
        foreach (JobId job in jobs)
        {
            try
            {
                await grains.GetGrain<IJobWork>(job.Value).ReleaseUnacknowledgedAsync(Worker, inFlight.SequencesOf(job));
            }
            catch (Exception exception)
            {
                LogReleaseFailed(job.ToString(), exception.Message); // the leases expire
            }
        }
    }
}
