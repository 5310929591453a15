namespace JpegReducer.Interfaces.Accounts.Usage;

/// <summary>The usage of an account.</summary>
/// <param name="Total">Since the account was created.</param>
/// <param name="Month">In the current calendar month (UTC).</param>
/// <param name="Days">By day (UTC) in ascending order, without days of no use. At most 40.</param>
/// <param name="MonthlyLimit">How many items may be charged per calendar month; <see langword="null"/> for no limit.</param>
/// <param name="Reserved">Items of open jobs that are not settled yet.</param>
[GenerateSerializer, Immutable, Alias("jr.account-usage")]
public sealed record AccountUsage(
    [property: Id(0)] UsageTotals Total,
    [property: Id(1)] UsageTotals Month,
    [property: Id(2)] UsageDay[] Days,
    [property: Id(3)] long? MonthlyLimit,
    [property: Id(4)] long Reserved);

/// <summary>The usage of a period.</summary>
[GenerateSerializer, Immutable, Alias("jr.usage-totals")]
public readonly record struct UsageTotals(
    [property: Id(0)] long Reduced,
    [property: Id(1)] long Kept,
    [property: Id(2)] long Failed,
    [property: Id(3)] long Charged,
    [property: Id(4)] long BytesIn,
    [property: Id(5)] long BytesOut)
{
    /// <summary>The usage of two periods together.</summary>
    public static UsageTotals operator +(UsageTotals a, UsageTotals b) => new(
        a.Reduced + b.Reduced, a.Kept + b.Kept, a.Failed + b.Failed, a.Charged + b.Charged, a.BytesIn + b.BytesIn, a.BytesOut + b.BytesOut);
}

/// <summary>The usage of one day (UTC).</summary>
[GenerateSerializer, Immutable, Alias("jr.usage-day")]
public readonly record struct UsageDay([property: Id(0)] DateOnly Day, [property: Id(1)] UsageTotals Totals);
