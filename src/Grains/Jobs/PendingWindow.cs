using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// The next items to hand out: a window that moves over the ledger, so that a job of a million items takes no more memory than
/// one of a thousand. Not thread-safe: it lives inside a grain, whose turns may interleave while a page is read.
/// </summary>
/// <param name="readPending">Reads pending items after a sequence number from the ledger, in order.</param>
/// <param name="backoff">How long an item waits that has failed before, as the ledger says.</param>
/// <param name="time">When deferred items are due.</param>
internal sealed class PendingWindow(Func<int, int, Task<IReadOnlyList<WorkItem>>> readPending, Backoff backoff, TimeProvider time)
{
    private const int PageSize = 500;

    private readonly Queue<WorkItem> _ready = new();
    private readonly PriorityQueue<WorkItem, DateTimeOffset> _deferred = new();
    private int _seenThrough = -1;
    private Task? _reading;

    /// <summary>Items that were just appended: taken in without asking the ledger, where they follow on what is here.</summary>
    public void Append(int firstSequence, IReadOnlyList<NewItem> items)
    {
        if (firstSequence - 1 != _seenThrough || _ready.Count > PageSize) return;

        for (int i = 0; i < items.Count; i++) _ready.Enqueue(new WorkItem(firstSequence + i, items[i].Name, items[i].Source));
        _seenThrough += items.Count;
    }

    /// <summary>Items that came back without a result: they go to the end of what is here.</summary>
    public void Requeue(IReadOnlyList<WorkItem> items)
    {
        foreach (WorkItem item in items) _ready.Enqueue(item);
    }

    /// <summary>An item that came back and is not to be handed out again before <paramref name="delay"/> has passed.</summary>
    public void Defer(WorkItem item, TimeSpan delay) => _deferred.Enqueue(item, time.GetUtcNow() + delay);

    /// <summary>How many items wait for their next attempt.</summary>
    public int CountDeferred()
    {
        MoveDue();
        return _deferred.Count;
    }

    /// <summary>The next item that is due; <see langword="null"/> where there is none and the ledger has no more.</summary>
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

    /// <summary>Forgets everything: nothing is to be handed out any more.</summary>
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
        // What is appended while the page is read is among it, or follows it: the sequence numbers tell.
        foreach (WorkItem item in await readPending(_seenThrough, PageSize))
        {
            if (item.Sequence <= _seenThrough) continue;

            // One that has failed was waiting where the job was before. A page of them at most, so that the window stays one.
            if (item.FailedAttempts > 0 && _deferred.Count < PageSize) Defer(item, backoff.Delay(item.FailedAttempts));
            else _ready.Enqueue(item);
            _seenThrough = item.Sequence;
        }
    }
}
