using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Client.Jobs;

/// <summary>The result of opening a job.</summary>
internal abstract record OpenResult
{
    private OpenResult()
    {
    }

    /// <summary>The job is open and has all items of the request.</summary>
    public sealed record Opened(JobStatus Status) : OpenResult;

    /// <summary>No job was opened.</summary>
    public sealed record Refused(Refusal Reason) : OpenResult;

    /// <summary>The job is open and has the first items of the request; the others were refused.</summary>
    public sealed record Incomplete(JobId Job, int AddedItems, Refusal Reason) : OpenResult;
}
