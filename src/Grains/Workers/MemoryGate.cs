namespace JpegReducer.Grains.Workers;

/// <summary>
/// Lets images in while their memory, told by their headers, fits the budget; first come, first served. One that is larger than
/// the whole budget is let in alone.
/// </summary>
internal sealed class MemoryGate(long budget)
{
    private readonly Lock _gate = new();
    private readonly Queue<(long Cost, TaskCompletionSource Turn)> _queue = new();
    private readonly long _budget = budget;
    private long _free = budget;

    /// <summary>Waits for room. Dispose of the answer to give it back.</summary>
    public async Task<IDisposable> EnterAsync(long cost)
    {
        cost = Math.Min(cost, _budget);
        Task turn;
        lock (_gate)
        {
            if (_queue.Count == 0 && cost <= _free)
            {
                _free -= cost;
                return new Room(this, cost);
            }

            TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _queue.Enqueue((cost, source));
            turn = source.Task;
        }

        await turn;
        return new Room(this, cost);
    }

    private void Leave(long cost)
    {
        lock (_gate)
        {
            _free += cost;
            while (_queue.TryPeek(out (long Cost, TaskCompletionSource Turn) first) && first.Cost <= _free)
            {
                _free -= first.Cost;
                _queue.Dequeue();
                first.Turn.SetResult();
            }
        }
    }

    private sealed class Room(MemoryGate gate, long cost) : IDisposable
    {
        private long _cost = cost;

        public void Dispose() => gate.Leave(Interlocked.Exchange(ref _cost, 0));
    }
}
