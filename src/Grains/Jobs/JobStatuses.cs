using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Jobs;

/// <summary>How a job of the ledger is shown: the same to callers that read it, wait for it or list it.</summary>
internal static class JobStatuses
{
    /// <summary>The job as callers see it. It is closed when its usage is booked too, so that usage is right for a caller that sees it done.</summary>
    /// <param name="job">The job.</param>
    /// <param name="isBooked">Whether the account shows its final usage.</param>
    public static JobStatus Of(LedgerJob job, bool isBooked)
    {
        bool isClosed = job.State is JobState.Done or JobState.Cancelled;
        JobState state = isClosed && !isBooked ? JobState.Running : job.State;
        long version = VersionOf(job) + (isBooked && !job.IsSettled ? 1 : 0);
        return new JobStatus(job.Id, job.Spec, state, job.Totals, job.CreatedAt, isBooked ? job.ClosedAt : null, version);
    }

    /// <summary>A number that grows with each of the ledger's answers; their order is not that of their arrival.</summary>
    public static long VersionOf(LedgerJob job) =>
        (((long)job.Totals.Items + job.Totals.Ended) * 8) + ((long)job.State * 2) + (job.IsSettled ? 1 : 0);
}
