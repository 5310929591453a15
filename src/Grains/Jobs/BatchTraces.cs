using JpegReducer.Grains.Tracing;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// The trace context of each batch of a job, for its items. Kept in memory and per batch: a batch that is not traced costs nothing, and a job of
/// a million items has two thousand batches. After the job has moved to another silo its remaining items are not traced. Not thread-safe: it
/// lives inside a grain.
/// </summary>
internal sealed class BatchTraces(TimeProvider time)
{
    private readonly List<Batch> _batches = [];

    /// <summary>Remembers the trace context of a batch that was accepted, if it has one.</summary>
    public void Add(int firstSequence, ItemBatch batch)
    {
        if (batch.TraceParent is null || !TraceSources.Jobs.HasListeners()) return;

        Batch added = new(firstSequence, batch.Items.Length, batch.TraceParent, time.GetUtcNow());
        int index = _batches.FindLastIndex(known => known.First < firstSequence); // the last one, unless answers have overtaken each other
        _batches.Insert(index + 1, added);
    }

    /// <summary>The item as it is leased, with the trace context of the attempt. Its wait is recorded, unless it was leased before.</summary>
    public WorkItem Apply(WorkItem item, JobId job, JobPriority priority)
    {
        if (_batches.Count == 0 || item.TraceParent is not null || Find(item.Sequence) is not { } batch) return item;

        return item with { TraceParent = ItemSpans.RecordWait(batch.TraceParent, batch.AcceptedAt, job, item.Sequence, priority) };
    }

    /// <summary>Forgets all batches: no item is leased any more.</summary>
    public void Clear() => _batches.Clear();

    private Batch? Find(int sequence)
    {
        int low = 0, high = _batches.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            Batch batch = _batches[middle];
            if (sequence < batch.First) high = middle - 1;
            else if (sequence >= batch.First + batch.Count) low = middle + 1;
            else return batch;
        }

        return null;
    }

    private sealed record Batch(int First, int Count, string TraceParent, DateTimeOffset AcceptedAt);
}
