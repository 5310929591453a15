using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Workers;

/// <summary>What a worker has in its hands: from the moment a job gave it out until its result is recorded.</summary>
internal sealed class InFlightItems
{
    private readonly ConcurrentDictionary<ItemKey, InFlightItem> _items = new();
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes an item into hand; <see langword="null"/> where it is in hand already.</summary>
    public InFlightItem? Add(WorkGrant grant, int sequence)
    {
        InFlightItem item = new(grant.Job, grant.Account, grant.Priority, sequence);
        return _items.TryAdd(new ItemKey(grant.Job, sequence), item) ? item : null;
    }

    /// <summary>Lets an item go.</summary>
    public void Remove(InFlightItem item)
    {
        // This one and no other: it may have been handed out again since.
        if (!_items.TryRemove(KeyValuePair.Create(new ItemKey(item.Job, item.Sequence), item))) return;

        TaskCompletionSource changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }

    /// <summary>How many items of a kind are in hand.</summary>
    public int Count(JobPriority priority) => _items.Values.Count(item => item.Priority == priority);

    /// <summary>Completes when something has been let go after this was read.</summary>
    public Task NextRemoval => _changed.Task;

    /// <summary>Returns when nothing is in hand.</summary>
    public async Task WhenEmptyAsync()
    {
        for (Task next = NextRemoval; !_items.IsEmpty; next = NextRemoval) await next;
    }

    /// <summary>What is in hand, item by item.</summary>
    public ItemKey[] Keys => [.. _items.Select(entry => entry.Key)];

    /// <summary>What is in hand, summed up for the dispatcher.</summary>
    public HeldWork[] Summary() =>
        [.. _items.Values.GroupBy(item => (item.Job, item.Account)).Select(work => new HeldWork(work.Key.Job, work.Key.Account, work.Count()))];

    /// <summary>What is in hand, job by job.</summary>
    public IEnumerable<IGrouping<JobId, InFlightItem>> ByJob() => _items.Values.GroupBy(item => item.Job);

    /// <summary>The item, while it is in hand.</summary>
    public InFlightItem? Find(JobId job, int sequence) => _items.GetValueOrDefault(new ItemKey(job, sequence));
}

/// <summary>One item in hand.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification =
    "A source without timer, link or wait handle has nothing to release, and Abandon may be called after the item has ended.")]
internal sealed class InFlightItem(JobId job, AccountId account, JobPriority priority, int sequence)
{
    private readonly CancellationTokenSource _abandoned = new();

    public JobId Job => job;

    public AccountId Account => account;

    public JobPriority Priority => priority;

    public int Sequence => sequence;

    /// <summary>How long the item lay loaded until a slot was free.</summary>
    public TimeSpan WaitedForSlot { get; set; }

    /// <summary>Cancelled when nobody waits for the item any more.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>Nobody waits for the item any more.</summary>
    public void Abandon() => _abandoned.Cancel();
}
