namespace JpegReducer.ApiContracts;

/// <summary><c>GET /v1/usage</c>: what the account has used.</summary>
public sealed record UsageView
{
    /// <summary><c>acc_</c> and 32 hexadecimal digits.</summary>
    public required string Account { get; init; }

    /// <summary>Since the account began.</summary>
    public required UsageTotals Total { get; init; }

    /// <summary>In this calendar month (UTC).</summary>
    public required UsageTotals Month { get; init; }

    /// <summary>Day by day, the newest last; days without use are left out. At most 40.</summary>
    public required IReadOnlyList<UsageDay> Days { get; init; }

    /// <summary>The most items that may be charged in a month; <see langword="null"/> for no limit.</summary>
    public long? MonthlyLimit { get; init; }

    /// <summary>Items of open jobs that are not settled yet.</summary>
    public required long Reserved { get; init; }
}

/// <summary>Use within a span of time.</summary>
public sealed record UsageTotals(long Reduced, long Kept, long Failed, long Charged, long BytesIn, long BytesOut);

/// <summary>Use of one day (UTC).</summary>
public sealed record UsageDay(DateOnly Day, UsageTotals Totals);

/// <summary><c>GET /v1/node</c>: what runs here.</summary>
public sealed record NodeView
{
    /// <summary>The version of the program.</summary>
    public required string Version { get; init; }

    /// <summary><c>embedded</c> or <c>cluster</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Since when this gateway runs.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Jobs that are open or running.</summary>
    public required int OpenJobs { get; init; }

    /// <summary>Items that wait.</summary>
    public required long WaitingItems { get; init; }

    /// <summary>Items that are being worked on.</summary>
    public required int InFlightItems { get; init; }

    /// <summary>Silos that work.</summary>
    public required int Workers { get; init; }
}
