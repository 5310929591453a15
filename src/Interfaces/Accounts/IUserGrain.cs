using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Interfaces.Accounts;

/// <summary>One account: its keys, its credits, its usage. Key: <see cref="AccountId.Value"/>.</summary>
[Alias("jr.user")]
public interface IUserGrain : IGrainWithGuidKey
{
    /// <summary>Makes sure that the account exists. A second call changes nothing.</summary>
    [Alias("ensure")]
    Task<AccountProfile> EnsureAsync(string name);

    /// <summary>The account; <see langword="null"/> where there is none.</summary>
    [Alias("get")]
    Task<AccountProfile?> GetAsync();

    /// <summary>
    /// Gives the account a key, of which only the hash is told and kept. A key that it has already stays as it is.
    /// Answers whether the key is new to the account.
    /// </summary>
    [Alias("add-key")]
    Task<bool> AddKeyAsync(ApiKeyHash hash, string lastFour, string label, ApiKeyScopes scopes);

    /// <summary>Takes a key away, at once. A second call changes nothing.</summary>
    [Alias("revoke-key")]
    Task RevokeKeyAsync(ApiKeyHash hash);

    /// <summary>Sets the most items that may be charged in a calendar month (UTC); <see langword="null"/> for no limit.</summary>
    [Alias("limit")]
    Task SetMonthlyLimitAsync(long? items);

    /// <summary>
    /// Reserves credits for a job: <paramref name="items"/> is the number of all its items so far, so that a repeat changes nothing.
    /// Where the limit does not allow it nothing is reserved.
    /// </summary>
    [Alias("reserve")]
    Task<ReserveResult> ReserveAsync(JobId job, int items);

    /// <summary>
    /// Counts what a job came to, at once and in memory: usage shows it from now on. What makes it last is <see cref="SettleAsync"/>,
    /// with the same sums.
    /// </summary>
    [Alias("book")]
    Task BookAsync(JobId job, JobTotals totals, bool isFinal);

    /// <summary>
    /// Books what a job came to, durably: <paramref name="totals"/> are all of it so far, so that a repeat changes nothing.
    /// With <paramref name="isFinal"/> what is left of the job's reservation is free again. A job that is settled books nothing any more.
    /// </summary>
    [Alias("settle")]
    Task SettleAsync(JobId job, JobTotals totals, bool isFinal);

    /// <summary>Tells that a job knows it is settled and will never settle again, so that the account need not remember it.</summary>
    [Alias("forget")]
    Task ForgetAsync(JobId job);

    /// <summary>What the account has used.</summary>
    [Alias("usage")]
    Task<AccountUsage> GetUsageAsync();
}

/// <summary>What an API key may do.</summary>
[Flags]
public enum ApiKeyScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Submit images, see its own jobs and usage.</summary>
    Optimize = 1,

    /// <summary>Operate the cluster: the dashboard, all queues.</summary>
    Admin = 2,
}

/// <summary>An account as others see it.</summary>
/// <param name="Id">The account.</param>
/// <param name="Name">For people.</param>
/// <param name="Keys">Its keys, without their secrets.</param>
/// <param name="MonthlyLimit">The most items that may be charged in a calendar month (UTC); <see langword="null"/> for no limit.</param>
[GenerateSerializer, Immutable, Alias("jr.account-profile")]
public sealed record AccountProfile(
    [property: Id(0)] AccountId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] ApiKeyView[] Keys,
    [property: Id(3)] long? MonthlyLimit);

/// <summary>An API key as its account sees it.</summary>
/// <param name="LastFour">The last four characters of the secret, to tell keys apart.</param>
/// <param name="Label">What it is for.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">Since when.</param>
[GenerateSerializer, Immutable, Alias("jr.api-key-view")]
public sealed record ApiKeyView(
    [property: Id(0)] string LastFour,
    [property: Id(1)] string Label,
    [property: Id(2)] ApiKeyScopes Scopes,
    [property: Id(3)] DateTimeOffset CreatedAt);

/// <summary>What a reservation came to.</summary>
/// <param name="Granted">Whether the job may go on.</param>
/// <param name="Remaining">How many items the account can still have charged this month.</param>
[GenerateSerializer, Immutable, Alias("jr.reserve-answer")]
public readonly record struct ReserveResult([property: Id(0)] bool Granted, [property: Id(1)] long Remaining);

/// <summary>What an account has used.</summary>
/// <param name="Total">Since the account began.</param>
/// <param name="Month">In this calendar month (UTC).</param>
/// <param name="Days">Day by day (UTC), the newest last; days without use are left out. At most 40.</param>
/// <param name="MonthlyLimit">The most items that may be charged in a month; <see langword="null"/> for no limit.</param>
/// <param name="Reserved">Items of open jobs that are not settled yet.</param>
[GenerateSerializer, Immutable, Alias("jr.account-usage")]
public sealed record AccountUsage(
    [property: Id(0)] UsageTotals Total,
    [property: Id(1)] UsageTotals Month,
    [property: Id(2)] UsageDay[] Days,
    [property: Id(3)] long? MonthlyLimit,
    [property: Id(4)] long Reserved);

/// <summary>Use within a span of time.</summary>
[GenerateSerializer, Immutable, Alias("jr.usage-totals")]
public readonly record struct UsageTotals(
    [property: Id(0)] long Reduced,
    [property: Id(1)] long Kept,
    [property: Id(2)] long Failed,
    [property: Id(3)] long Charged,
    [property: Id(4)] long BytesIn,
    [property: Id(5)] long BytesOut);

/// <summary>Use of one day.</summary>
[GenerateSerializer, Immutable, Alias("jr.usage-day")]
public readonly record struct UsageDay([property: Id(0)] DateOnly Day, [property: Id(1)] UsageTotals Totals);
