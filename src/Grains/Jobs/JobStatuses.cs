using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Jobs;

/// <summary>The one mapping from the ledger to the public status: for single reads, waits and lists.</summary>
internal static class JobStatuses
{
    /// <summary>
    /// The public status of a job. It is closed only when its usage is booked too, so that usage is correct for a caller that sees it done.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="isBooked">Whether the account shows its final usage.</param>
    public static JobStatus Of(LedgerJob job, bool isBooked)
    {
        bool isClosed = job.State is JobState.Done or JobState.Cancelled;
        JobState state = isClosed && !isBooked ? JobState.Running : job.State;
        long version = VersionOf(job) + (isBooked && !job.IsSettled ? 1 : 0);
        return new JobStatus(job.Id, job.Spec, state, job.Totals, job.CreatedAt, isBooked ? job.ClosedAt : null, version);
    }

    /// <summary>A number that grows with every change of the job: snapshots may arrive in another order than the ledger made them.</summary>
    public static long VersionOf(LedgerJob job) =>
        (((long)job.Totals.Items + job.Totals.Ended) * 8) + ((long)job.State * 2) + (job.IsSettled ? 1 : 0);
}
