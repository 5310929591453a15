namespace JpegReducer.Grains.Workers.Sources;

/// <summary>
/// Limits the memory of the images in work, estimated from their headers: reservations are granted in the order of the calls, as long as
/// they fit. An image larger than the whole budget is granted when nothing else is reserved.
/// </summary>
internal sealed class MemoryBudget(long bytes)
{
    private readonly Lock _gate = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Granted)> _queue = new();
    private readonly long _budget = bytes;
    private long _free = bytes;

    /// <summary>Waits until the memory is free. Dispose of the reservation to release it.</summary>
    public async Task<IDisposable> ReserveAsync(long bytes)
    {
        bytes = Math.Min(bytes, _budget);
        Task granted;
        lock (_gate)
        {
            if (_queue.Count == 0 && bytes <= _free)
            {
                _free -= bytes;
                return new Reservation(this, bytes);
            }

            TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _queue.Enqueue((bytes, source));
            granted = source.Task;
        }

        await granted;
        return new Reservation(this, bytes);
    }

    private void Release(long bytes)
    {
        lock (_gate)
        {
            _free += bytes;
            while (_queue.TryPeek(out (long Bytes, TaskCompletionSource Granted) first) && first.Bytes <= _free)
            {
                _free -= first.Bytes;
                _queue.Dequeue();
                first.Granted.SetResult();
            }
        }
    }

    private sealed class Reservation(MemoryBudget budget, long bytes) : IDisposable
    {
        private long _bytes = bytes;

        public void Dispose() => budget.Release(Interlocked.Exchange(ref _bytes, 0));
    }
}
