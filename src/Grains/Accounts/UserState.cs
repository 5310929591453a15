using JpegReducer.Interfaces.Accounts;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Accounts;

/// <summary>What is kept of an account. Its size depends on its keys, on forty days of use and on its open jobs.</summary>
[GenerateSerializer, Alias("jr.user-state")]
internal sealed class UserState
{
    [Id(0)]
    public string? Name { get; set; }

    [Id(1)]
    public long? MonthlyLimit { get; set; }

    [Id(2)]
    public List<StoredApiKey> Keys { get; set; } = [];

    [Id(3)]
    public UsageTotals Total { get; set; }

    /// <summary>Use by day (UTC), the oldest first.</summary>
    [Id(4)]
    public SortedDictionary<DateOnly, UsageTotals> Days { get; set; } = [];

    /// <summary>The jobs that may still book something.</summary>
    [Id(5)]
    public Dictionary<JobId, JobAccount> Jobs { get; set; } = [];
}

/// <summary>A key of an account. The secret is nowhere.</summary>
[GenerateSerializer, Immutable, Alias("jr.stored-api-key")]
internal sealed record StoredApiKey(
    [property: Id(0)] ApiKeyHash Hash,
    [property: Id(1)] string LastFour,
    [property: Id(2)] string Label,
    [property: Id(3)] ApiKeyScopes Scopes,
    [property: Id(4)] DateTimeOffset CreatedAt);

/// <summary>What a job has reserved and booked so far.</summary>
/// <param name="Reserved">All its items; 0 once its final sum is booked.</param>
/// <param name="Booked">What it came to when it last booked.</param>
/// <param name="Since">When it was first heard of.</param>
[GenerateSerializer, Immutable, Alias("jr.job-account")]
internal sealed record JobAccount(
    [property: Id(0)] int Reserved,
    [property: Id(1)] JobTotals Booked,
    [property: Id(2)] DateTimeOffset Since)
{
    /// <summary>Items that may still be charged.</summary>
    public int Outstanding => Math.Max(0, Reserved - Booked.Ended);
}
