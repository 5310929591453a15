using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Client.Jobs;

/// <summary>Why a job or an item was not accepted. Nothing was added or charged.</summary>
internal abstract record Refusal
{
    private Refusal()
    {
    }

    /// <summary>The refusal of a job's result; <see langword="null"/> if the items were accepted.</summary>
    public static Refusal? Of(AddItemsResult result) => result switch
    {
        AddItemsResult.Accepted => null,
        AddItemsResult.Sealed => new JobSealed(),
        AddItemsResult.JobFull(var max) => new JobFull(max),
        AddItemsResult.QuotaExceeded(var remaining) => new QuotaExceeded(remaining),
        AddItemsResult.Conflict => new IdempotencyConflict(),
        _ => new JobNotFound(),
    };

    /// <summary>The account has too many items in its queues.</summary>
    public sealed record TooManyQueued : Refusal;

    /// <summary>The account's monthly quota does not cover the items.</summary>
    /// <param name="Remaining">How many more items may be charged this month.</param>
    public sealed record QuotaExceeded(long Remaining) : Refusal;

    /// <summary>Another request was made under the same <see cref="IdempotencyKey"/>.</summary>
    public sealed record IdempotencyConflict : Refusal;

    /// <summary>The account has no such job.</summary>
    public sealed record JobNotFound : Refusal;

    /// <summary>The job accepts no more items.</summary>
    public sealed record JobSealed : Refusal;

    /// <summary>The job would have more items than a job may have.</summary>
    public sealed record JobFull(int MaxItems) : Refusal;
}
