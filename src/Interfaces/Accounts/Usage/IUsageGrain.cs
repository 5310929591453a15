using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Interfaces.Accounts.Usage;

/// <summary>The quota and usage of one account. Key: <see cref="AccountId.Value"/>.</summary>
[Alias("jr.usage")]
public interface IUsageGrain : IGrainWithGuidKey
{
    /// <summary>Sets how many credits may be charged per calendar month (UTC); <see langword="null"/> for no limit.</summary>
    [Alias("limit")]
    Task SetMonthlyLimitAsync(long? credits);

    /// <summary>
    /// Reserves quota for a job. <paramref name="items"/> is the number of all its items so far, so that repeating the call changes nothing.
    /// Reserves nothing if the limit does not allow it.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="items">The number of all its items so far.</param>
    /// <param name="creditsPerItem">How many credits each of them can cost.</param>
    [Alias("reserve")]
    Task<ReserveResult> ReserveAsync(JobId job, int items, int creditsPerItem);

    /// <summary>
    /// Books a job's totals in memory: usage includes them when the call returns. <see cref="SettleAsync"/> with the same totals makes
    /// them durable.
    /// </summary>
    [Alias("book")]
    Task BookAsync(JobId job, JobTotals totals, bool isFinal);

    /// <summary>
    /// Books a job's totals durably. <paramref name="totals"/> are cumulative, so that repeating the call changes nothing.
    /// <paramref name="isFinal"/> releases the rest of the job's reservation. A job that is already settled in the ledger books nothing.
    /// </summary>
    [Alias("settle")]
    Task SettleAsync(JobId job, JobTotals totals, bool isFinal);

    /// <summary>Removes a job's entry. Called when the ledger has recorded that the job is settled and it will never book again.</summary>
    [Alias("remove-job")]
    Task RemoveJobAsync(JobId job);

    /// <summary>The account's usage.</summary>
    [Alias("get"), Idempotent]
    Task<AccountUsage> GetUsageAsync();
}

/// <summary>The result of a reservation.</summary>
/// <param name="Granted">Whether the items are reserved.</param>
/// <param name="Remaining">How many more credits can be charged to the account this month.</param>
[GenerateSerializer, Immutable, Alias("jr.reserve-result")]
public readonly record struct ReserveResult([property: Id(0)] bool Granted, [property: Id(1)] long Remaining);
