namespace JpegReducer.Interfaces.Jobs;

/// <summary>What opening a job came to.</summary>
[GenerateSerializer, Immutable, Alias("jr.open-job")]
public abstract record OpenJobResult
{
    private OpenJobResult()
    {
    }

    /// <summary>The job stands; with its first batch, where one came along, accepted for good.</summary>
    [GenerateSerializer, Immutable, Alias("jr.open-job.opened")]
    public sealed record Opened([property: Id(0)] JobStatus Status) : OpenJobResult
    {
        /// <summary>Whether the job may have been there before: then the ledger says which files its first batch has.</summary>
        [Id(1)]
        public bool IsRepeat { get; init; }
    }

    /// <summary>Another request opened this job under the same id, asking for something else.</summary>
    [GenerateSerializer, Immutable, Alias("jr.open-job.conflict")]
    public sealed record Conflict : OpenJobResult;

    /// <summary>The account has no credits left for this many items.</summary>
    [GenerateSerializer, Immutable, Alias("jr.open-job.quota-exceeded")]
    public sealed record QuotaExceeded([property: Id(0)] long Remaining) : OpenJobResult;
}

/// <summary>What adding items came to.</summary>
[GenerateSerializer, Immutable, Alias("jr.add-items")]
public abstract record AddItemsResult
{
    private AddItemsResult()
    {
    }

    /// <summary>The items are recorded and will be worked on, whatever dies.</summary>
    /// <param name="FirstSequence">The sequence number of the batch's first item; the others follow on.</param>
    /// <param name="Count">How many items the batch had.</param>
    [GenerateSerializer, Immutable, Alias("jr.add-items.accepted")]
    public sealed record Accepted([property: Id(0)] int FirstSequence, [property: Id(1)] int Count) : AddItemsResult
    {
        /// <summary>Whether the batch may have been recorded before: then the ledger says which files it has.</summary>
        [Id(2)]
        public bool IsRepeat { get; init; }
    }

    /// <summary>Another request added a batch under the same id, with other items. Nothing was added.</summary>
    [GenerateSerializer, Immutable, Alias("jr.add-items.conflict")]
    public sealed record Conflict : AddItemsResult;

    /// <summary>There is no such job.</summary>
    [GenerateSerializer, Immutable, Alias("jr.add-items.unknown-job")]
    public sealed record UnknownJob : AddItemsResult;

    /// <summary>The job takes no more items.</summary>
    [GenerateSerializer, Immutable, Alias("jr.add-items.sealed")]
    public sealed record Sealed : AddItemsResult;

    /// <summary>The job would have more items than a job may have.</summary>
    [GenerateSerializer, Immutable, Alias("jr.add-items.job-full")]
    public sealed record JobFull([property: Id(0)] int MaxItems) : AddItemsResult;

    /// <summary>The account has no credits left for this many items.</summary>
    [GenerateSerializer, Immutable, Alias("jr.add-items.quota-exceeded")]
    public sealed record QuotaExceeded([property: Id(0)] long Remaining) : AddItemsResult;
}
