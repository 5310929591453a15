using System.Collections.Concurrent;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Workers.Leases;

/// <summary>The items that the worker has in flight: from the moment a job leased them until their results are recorded.</summary>
internal sealed class InFlightItems
{
    private readonly ConcurrentDictionary<ItemKey, InFlightItem> _items = new();
    private volatile TaskCompletionSource _removal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All items in flight.</summary>
    public ItemKey[] Keys => [.. _items.Select(entry => entry.Key)];

    /// <summary>Completes when an item has been removed after this was read.</summary>
    public Task NextRemoval => _removal.Task;

    /// <summary>Adds an item; <see langword="null"/> where it is in flight already.</summary>
    public InFlightItem? TryAdd(WorkGrant grant, int sequence)
    {
        InFlightItem item = new(grant.Job, grant.Account, grant.Priority, sequence);
        return _items.TryAdd(new ItemKey(grant.Job, sequence), item) ? item : null;
    }

    /// <summary>Removes an item.</summary>
    public void Remove(InFlightItem item)
    {
        // Only this attempt: the item may have been leased again since.
        if (!_items.TryRemove(KeyValuePair.Create(new ItemKey(item.Job, item.Sequence), item))) return;

        TaskCompletionSource removal = _removal;
        _removal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        removal.TrySetResult();
    }

    /// <summary>The item, while it is in flight.</summary>
    public InFlightItem? Find(JobId job, int sequence) => _items.GetValueOrDefault(new ItemKey(job, sequence));

    /// <summary>The number of items of a priority.</summary>
    public int Count(JobPriority priority) => _items.Values.Count(item => item.Priority == priority);

    /// <summary>The number of items of each job, for the dispatcher.</summary>
    public HeldWork[] CountByJob() =>
        [.. _items.Values.GroupBy(item => (item.Job, item.Account))
            .Select(work => new HeldWork(work.Key.Job, work.Key.Account, work.Count()))];

    /// <summary>The items of each job.</summary>
    public IEnumerable<IGrouping<JobId, InFlightItem>> GroupByJob() => _items.Values.GroupBy(item => item.Job);

    /// <summary>The numbers of a job's items.</summary>
    public int[] SequencesOf(JobId job) => [.. _items.Where(entry => entry.Key.Job == job).Select(entry => entry.Key.Sequence)];

    /// <summary>Returns when no item is in flight.</summary>
    public async Task WhenEmptyAsync()
    {
        for (Task next = NextRemoval; !_items.IsEmpty; next = NextRemoval) await next;
    }
}
