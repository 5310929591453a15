namespace JpegReducer.ApiContracts;

/// <summary><c>GET /v1/usage</c>: the usage of the account.</summary>
public sealed record UsageView
{
    /// <summary><c>acc_</c> and 32 hexadecimal digits.</summary>
    public required string Account { get; init; }

    /// <summary>Since the account was created.</summary>
    public required UsageTotals Total { get; init; }

    /// <summary>In this calendar month (UTC).</summary>
    public required UsageTotals Month { get; init; }

    /// <summary>By day, the newest last, without days of no usage. At most 40.</summary>
    public required IReadOnlyList<UsageDay> Days { get; init; }

    /// <summary>The maximum number of items charged in a month; <see langword="null"/> for no limit.</summary>
    public long? MonthlyLimit { get; init; }

    /// <summary>Items of jobs that are not settled yet.</summary>
    public required long Reserved { get; init; }
}

/// <summary>Usage in a period.</summary>
public sealed record UsageTotals(long Reduced, long Kept, long Failed, long Charged, long BytesIn, long BytesOut);

/// <summary>Usage of one day (UTC).</summary>
public sealed record UsageDay(DateOnly Day, UsageTotals Totals);

/// <summary><c>GET /v1/node</c>: version and load of the node.</summary>
public sealed record NodeView
{
    /// <summary>The version of the program.</summary>
    public required string Version { get; init; }

    /// <summary><c>embedded</c> or <c>cluster</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>When this gateway started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Jobs that are open or running.</summary>
    public required int OpenJobs { get; init; }

    /// <summary>Queued items.</summary>
    public required long WaitingItems { get; init; }

    /// <summary>Items in flight.</summary>
    public required int InFlightItems { get; init; }

    /// <summary>Silos with a worker.</summary>
    public required int Workers { get; init; }
}
