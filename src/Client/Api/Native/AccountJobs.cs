using System.Security.Claims;
using JpegReducer.Hosting.GrainCalls;
using JpegReducer.Hosting.Security;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;

namespace JpegReducer.Client.Api.Native;

/// <summary>Finds the jobs of the caller's account. Those of others do not exist for it.</summary>
internal sealed class AccountJobs(IGrainFactory grains)
{
    /// <summary>The grain of a job.</summary>
    public IJobGrain Grain(JobId job) => grains.GetGrain<IJobGrain>(job.Value);

    /// <summary>The reader of records.</summary>
    public IRecordsGrain Records => grains.GetGrain<IRecordsGrain>(GrainKeys.Records);

    /// <summary>The job, where it is the caller's.</summary>
    public async Task<JobStatus?> FindAsync(ClaimsPrincipal user, JobId job, CancellationToken cancellationToken)
    {
        JobStatus? status = await GrainCalls.RetryAsync(() => Grain(job).GetStatusAsync(), cancellationToken);
        return status?.Spec.Account == ApiKeyScheme.AccountOf(user) ? status : null;
    }

    /// <summary>An item of a job, where that is the caller's.</summary>
    public async Task<ItemRecord?> FindItemAsync(ClaimsPrincipal user, JobId job, int sequence, CancellationToken cancellationToken) =>
        await FindAsync(user, job, cancellationToken) is null ? null : await GrainCalls.RetryAsync(() => Records.GetItemAsync(job, sequence), cancellationToken);
}
