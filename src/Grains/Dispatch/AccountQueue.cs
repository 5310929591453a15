namespace JpegReducer.Grains.Dispatch;

/// <summary>The jobs of one account and one priority that have items waiting, in round-robin order.</summary>
internal sealed class AccountQueue(AccountLoad account)
{
    /// <summary>The account's load.</summary>
    public AccountLoad Account => account;

    /// <summary>The jobs; the first one is served next.</summary>
    public LinkedList<QueuedJob> Jobs { get; } = new();

    /// <summary>
    /// Its rank among accounts with equal load: the lower, the longer it has waited. Maintained by <see cref="FairQueue"/>.
    /// </summary>
    public long Rank { get; set; }

    /// <summary>Its index in the heap of <see cref="FairQueue"/>; <see langword="null"/> where no items wait.</summary>
    public int? HeapIndex { get; set; }
}
