using JpegReducer.Interfaces.Accounts.Usage;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Accounts.Usage;

/// <summary>The stored usage of an account. Its size depends on forty days of use and on the open jobs, not on past jobs.</summary>
[GenerateSerializer, Alias("jr.usage-state")]
internal sealed class UsageState
{
    [Id(0)]
    public long? MonthlyLimit { get; set; }

    [Id(1)]
    public UsageTotals Total { get; set; }

    /// <summary>Use by day (UTC), in ascending order.</summary>
    [Id(2)]
    public SortedDictionary<DateOnly, UsageTotals> Days { get; set; } = [];

    /// <summary>The jobs that may still book usage.</summary>
    [Id(3)]
    public Dictionary<JobId, JobUsage> Jobs { get; set; } = [];
}

/// <summary>What a job has reserved and booked so far.</summary>
/// <param name="Reserved">All its items; 0 once its final totals are booked.</param>
/// <param name="Booked">The totals that were booked last.</param>
/// <param name="Since">When the account first learned of the job.</param>
[GenerateSerializer, Immutable, Alias("jr.job-usage")]
internal sealed record JobUsage(
    [property: Id(0)] int Reserved,
    [property: Id(1)] JobTotals Booked,
    [property: Id(2)] DateTimeOffset Since)
{
    /// <summary>How many credits each item can cost.</summary>
    [Id(3)]
    public int CreditsPerItem { get; init; } = 1;

    /// <summary>Credits that may still be charged.</summary>
    public long Outstanding => (long)Math.Max(0, Reserved - Booked.Ended) * CreditsPerItem;
}
