using System.Diagnostics;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JpegReducer.Client.Api.Native.Problems;

/// <summary>The problems of requests that the application layer refused.</summary>
internal static class RefusalProblems
{
    /// <summary>The problem of a refusal.</summary>
    public static ProblemHttpResult Of(Refusal refusal) => refusal switch
    {
        Refusal.TooManyQueued => NativeProblem.Of(
            ProblemCodes.TooManyWaiting, "The account has the maximum number of images queued. Send more when some of them are done."),
        Refusal.QuotaExceeded(var remaining) => NativeProblem.Of(
            ProblemCodes.QuotaExceeded,
            $"The account's monthly quota has {remaining} images left. Ask its owner to raise it, or wait for the next month.",
            ("remaining", remaining)),
        Refusal.IdempotencyConflict => NativeProblem.Of(
            ProblemCodes.IdempotencyConflict,
            "Another request used this Idempotency-Key; this one had no effect. Choose a new key for a new request."),
        Refusal.JobNotFound => NativeProblem.NoSuchJob(),
        Refusal.JobSealed => NativeProblem.Of(ProblemCodes.JobSealed, "The job was sealed or has ended. Open another for more images."),
        Refusal.JobFull(var max) => NativeProblem.Of(ProblemCodes.TooLarge, $"A job has at most {max} items. Open another for more."),
        _ => throw new UnreachableException(),
    };

    /// <summary>The problem of a job that was opened without all of its items.</summary>
    public static ProblemHttpResult Of(OpenResult.Incomplete incomplete)
    {
        ProblemHttpResult problem = Of(incomplete.Reason);
        problem.ProblemDetails.Detail += $" The job {incomplete.Job} was opened and has the first {incomplete.AddedItems} items.";
        problem.ProblemDetails.Extensions["job"] = incomplete.Job.ToString();
        return problem;
    }
}
