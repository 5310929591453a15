namespace JpegReducer.Interfaces.Jobs;

/// <summary>The result of opening a job.</summary>
[GenerateSerializer, Immutable, Alias("jr.open-job")]
public abstract record OpenJobResult
{
    private OpenJobResult()
    {
    }

    /// <summary>The job is open, and its first batch, if there is one, is accepted.</summary>
    [GenerateSerializer, Immutable, Alias("jr.open-job.opened")]
    public sealed record Opened([property: Id(0)] JobStatus Status) : OpenJobResult
    {
        /// <summary>Whether the job may have existed before: then the ledger lists the files of its first batch.</summary>
        [Id(1)]
        public bool IsRepeat { get; init; }
    }

    /// <summary>A different request has opened this job under the same id.</summary>
    [GenerateSerializer, Immutable, Alias("jr.open-job.conflict")]
    public sealed record Conflict : OpenJobResult;

    /// <summary>The account has not enough credits for this many items.</summary>
    [GenerateSerializer, Immutable, Alias("jr.open-job.quota-exceeded")]
    public sealed record QuotaExceeded([property: Id(0)] long Remaining) : OpenJobResult;
}

/// <summary>The result of adding items.</summary>
[GenerateSerializer, Immutable, Alias("jr.add-items")]
public abstract record AddItemsResult
{
    private AddItemsResult()
    {
    }

    /// <summary>The items are recorded durably and will be processed.</summary>
    /// <param name="FirstSequence">The sequence number of the batch's first item; the others are consecutive.</param>
    /// <param name="Count">How many items the batch had.</param>
    [GenerateSerializer, Immutable, Alias("jr.add-items.accepted")]
    public sealed record Accepted([property: Id(0)] int FirstSequence, [property: Id(1)] int Count) : AddItemsResult
    {
        /// <summary>Whether the batch may have been recorded before: then the ledger lists its files.</summary>
        [Id(2)]
        public bool IsRepeat { get; init; }
    }

    /// <summary>A different request has added other items under the same batch id. Nothing was added.</summary>
    [GenerateSerializer, Immutable, Alias("jr.add-items.conflict")]
    public sealed record Conflict : AddItemsResult;

    /// <summary>There is no such job.</summary>
    [GenerateSerializer, Immutable, Alias("jr.add-items.unknown-job")]
    public sealed record UnknownJob : AddItemsResult;

    /// <summary>The job accepts no more items.</summary>
    [GenerateSerializer, Immutable, Alias("jr.add-items.sealed")]
    public sealed record Sealed : AddItemsResult;

    /// <summary>The job would exceed the maximum number of items.</summary>
    [GenerateSerializer, Immutable, Alias("jr.add-items.job-full")]
    public sealed record JobFull([property: Id(0)] int MaxItems) : AddItemsResult;

    /// <summary>The account has not enough credits for this many items.</summary>
    [GenerateSerializer, Immutable, Alias("jr.add-items.quota-exceeded")]
    public sealed record QuotaExceeded([property: Id(0)] long Remaining) : AddItemsResult;
}
