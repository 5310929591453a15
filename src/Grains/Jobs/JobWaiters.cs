using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Jobs;

/// <summary>Callers that wait for a change of a job. Not thread-safe: it lives inside a grain.</summary>
internal sealed class JobWaiters(TimeProvider time)
{
    private readonly LinkedList<(long KnownVersion, TaskCompletionSource Source)> _waiters = new();

    /// <summary>Waits until <see cref="Notify"/> gets a newer version or a closed job, for at most <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(long knownVersion, TimeSpan atMost)
    {
        LinkedListNode<(long, TaskCompletionSource Source)> waiter =
            _waiters.AddLast((knownVersion, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        using CancellationTokenSource timeout = new(atMost, time);
        using (timeout.Token.Register(() => waiter.Value.Source.TrySetResult())) await waiter.Value.Source.Task;
        if (waiter.List is not null) _waiters.Remove(waiter);
    }

    /// <summary>Wakes the callers that wait for this version or an older one, and all if the job is closed.</summary>
    public void Notify(JobStatus status)
    {
        for (var node = _waiters.First; node is not null;)
        {
            var next = node.Next;
            if (status.IsClosed || status.Version > node.Value.KnownVersion)
            {
                _waiters.Remove(node);
                node.Value.Source.TrySetResult();
            }

            node = next;
        }
    }
}
