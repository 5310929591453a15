using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Hosting;

namespace JpegReducer.Client.Jobs;

/// <summary>
/// Waits for changes of jobs, in calls that are each shorter than a grain call's timeout. A gateway that stops ends all waits early.
/// </summary>
internal sealed class JobWait(IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan OneCall = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Waits until a job has a version above <paramref name="knownVersion"/> or is closed, for at most <paramref name="limit"/>.
    /// </summary>
    /// <returns>The job as it is then.</returns>
    public async Task<JobStatus> UntilChangedAsync(JobStatus job, long knownVersion, TimeSpan limit, CancellationToken cancellationToken)
    {
        IJobGrain grain = grains.GetGrain<IJobGrain>(job.Id.Value);
        long began = time.GetTimestamp();
        while (!job.IsClosed && job.Version <= knownVersion && !lifetime.ApplicationStopping.IsCancellationRequested)
        {
            TimeSpan left = limit - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) break;

            cancellationToken.ThrowIfCancellationRequested();
            job = await grain.WaitAsync(knownVersion, left < OneCall ? left : OneCall).WaitAsync(cancellationToken) ?? job;
        }

        return job;
    }

    /// <summary>Waits until a job is closed, for at most <paramref name="limit"/>.</summary>
    /// <returns>The job as it is then.</returns>
    public Task<JobStatus> UntilClosedAsync(JobStatus job, TimeSpan limit, CancellationToken cancellationToken) =>
        UntilChangedAsync(job, long.MaxValue, limit, cancellationToken);
}
