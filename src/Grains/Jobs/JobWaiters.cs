using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Jobs;

/// <summary>Callers that wait for news of a job. Not thread-safe: it lives inside a grain.</summary>
internal sealed class JobWaiters(TimeProvider time)
{
    private readonly LinkedList<(long KnownVersion, TaskCompletionSource Source)> _waiters = new();

    /// <summary>Waits until <see cref="Notify"/> speaks of a later version or of the end, for at most <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(long knownVersion, TimeSpan atMost)
    {
        LinkedListNode<(long, TaskCompletionSource Source)> place =
            _waiters.AddLast((knownVersion, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        using CancellationTokenSource enough = new(atMost, time);
        using (enough.Token.Register(() => place.Value.Source.TrySetResult())) await place.Value.Source.Task;
        if (place.List is not null) _waiters.Remove(place);
    }

    /// <summary>Tells those who wait how the job stands.</summary>
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
