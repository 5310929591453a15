using JpegReducer.Grains.Resilience;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// The next items to lease: a window that moves over the ledger's pending items, so that a job of a million items takes no more memory than one
/// of a thousand. Not thread-safe: it lives inside a grain, whose turns may interleave while a page is read.
/// </summary>
/// <param name="readPending">Reads pending items after a sequence number from the ledger, in order.</param>
/// <param name="backoff">The pause before the next attempt at an item that has failed before, according to the ledger.</param>
/// <param name="time">Decides when deferred items are due.</param>
internal sealed class PendingWindow(Func<int, int, Task<IReadOnlyList<WorkItem>>> readPending, Backoff backoff, TimeProvider time)
{
    private const int PageSize = 500;

    private readonly Queue<WorkItem> _ready = new();
    private readonly PriorityQueue<WorkItem, DateTimeOffset> _deferred = new();
    private int _seenThrough = -1;
    private Task? _reading;

    /// <summary>Adds items that were just appended, without reading the ledger, if they follow the last one in the window.</summary>
    public void Append(int firstSequence, IReadOnlyList<NewItem> items)
    {
        if (firstSequence - 1 != _seenThrough || _ready.Count > PageSize) return;

        for (int i = 0; i < items.Count; i++) _ready.Enqueue(new WorkItem(firstSequence + i, items[i].Name, items[i].Source));
        _seenThrough += items.Count;
    }

    /// <summary>Adds items that were released or reclaimed, at the end of the window.</summary>
    public void Requeue(IReadOnlyList<WorkItem> items)
    {
        foreach (WorkItem item in items) _ready.Enqueue(item);
    }

    /// <summary>Adds an item that must not be leased again before <paramref name="delay"/> has passed.</summary>
    public void Defer(WorkItem item, TimeSpan delay) => _deferred.Enqueue(item, time.GetUtcNow() + delay);

    /// <summary>How many items are not due yet.</summary>
    public int CountDeferred()
    {
        MoveDue();
        return _deferred.Count;
    }

    /// <summary>The next item that is due; <see langword="null"/> if there is none and the ledger has no more.</summary>
    public async ValueTask<WorkItem?> NextAsync()
    {
        while (true)
        {
            MoveDue();
            if (_ready.TryDequeue(out WorkItem? item)) return item;

            int seenBefore = _seenThrough;
            if (_reading is not { IsCompleted: false }) _reading = ReadAsync();
            await _reading;
            if (_ready.Count == 0 && _seenThrough == seenBefore) return null;
        }
    }

    /// <summary>Empties the window for good: no item is leased any more.</summary>
    public void Clear()
    {
        _ready.Clear();
        _deferred.Clear();
        _seenThrough = int.MaxValue;
    }

    private void MoveDue()
    {
        DateTimeOffset now = time.GetUtcNow();
        while (_deferred.TryPeek(out WorkItem? item, out DateTimeOffset due) && due <= now)
        {
            _deferred.Dequeue();
            _ready.Enqueue(item);
        }
    }

    private async Task ReadAsync()
    {
        // Items that are appended while the page is read may be part of it: sequence numbers tell.
        foreach (WorkItem item in await readPending(_seenThrough, PageSize))
        {
            if (item.Sequence <= _seenThrough) continue;

            // An item that has failed was deferred before the job moved. At most a page of them, so that the window stays small.
            if (item.FailedAttempts > 0 && _deferred.Count < PageSize) Defer(item, backoff.Delay(item.FailedAttempts));
            else _ready.Enqueue(item);
            _seenThrough = item.Sequence;
        }
    }
}
