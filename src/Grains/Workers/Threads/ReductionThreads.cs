using System.Runtime.InteropServices;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Workers.Threads;

/// <summary>
/// The threads that reduce, one for each slot, served in the order of <see cref="PriorityRule"/>. They are not threads of the pool, which
/// Orleans, Kestrel and timers share: seconds of engine work there would delay membership pings by seconds.
/// </summary>
internal sealed partial class ReductionThreads : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PriorityRule _rule = new();
    private readonly Queue<Action> _interactive = new();
    private readonly Queue<Action> _bulk = new();
    private readonly SemaphoreSlim _queued = new(0);
    private readonly CancellationTokenSource _closing = new();

    /// <summary>
    /// Starts <paramref name="slots"/> threads with a scheduling priority <paramref name="nice"/> below the rest of the process.
    /// </summary>
    public ReductionThreads(int slots, int nice)
    {
        for (int slot = 0; slot < slots; slot++)
        {
            new Thread(() => Run(nice)) { IsBackground = true, Name = $"reduce {slot}" }.Start();
        }
    }

    /// <summary>Runs <paramref name="work"/> on the next free thread.</summary>
    /// <exception cref="OperationCanceledException"><see cref="Close"/> was called before the work started.</exception>
    public Task<T> RunAsync<T>(JobPriority priority, Func<T> work)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_closing.IsCancellationRequested) return Task.FromCanceled<T>(_closing.Token);

            (priority is JobPriority.Interactive ? _interactive : _bulk).Enqueue(() =>
            {
                if (_closing.IsCancellationRequested) done.TrySetCanceled(_closing.Token);
                else Complete(done, work);
            });
        }

        _queued.Release();
        return done.Task;
    }

    /// <summary>Cancels the work that has not started; running work is finished.</summary>
    public void Close()
    {
        Action[] queued;
        lock (_gate)
        {
            _closing.Cancel();
            queued = [.. _interactive, .. _bulk];
            _interactive.Clear();
            _bulk.Clear();
        }

        foreach (Action cancel in queued) cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> work)
    {
        try
        {
            done.TrySetResult(work());
        }
        catch (Exception exception)
        {
            done.TrySetException(exception);
        }
    }

    private void Run(int nice)
    {
        // .NET's thread priorities have no effect on Linux. There, 0 means the calling thread, and lowering its priority needs no
        // privilege.
        if (OperatingSystem.IsLinux()) _ = SetPriority(which: 0, who: 0, nice);

        while (true)
        {
            try
            {
                _queued.Wait(_closing.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Action? next;
            lock (_gate)
            {
                next = Dequeue();
            }

            next?.Invoke();
        }
    }

    private Action? Dequeue() => _rule.Next(_interactive.Count, _bulk.Count) switch
    {
        JobPriority.Interactive => _interactive.Dequeue(),
        JobPriority.Bulk => _bulk.Dequeue(),
        _ => null,
    };

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
