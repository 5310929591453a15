using System.Runtime.InteropServices;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Workers;

/// <summary>
/// The threads that reduce: as many as there are slots, and none of the thread pool's, which Orleans, Kestrel and timers share
/// (work of a second there delays a ping by seconds; here by milliseconds). Interactive work goes first;
/// but where it never ends, every eighth piece is bulk, which would wait for ever.
/// </summary>
internal sealed partial class ReductionThreads : IDisposable
{
    private const int InteractiveInARow = 7;

    private readonly Lock _gate = new();
    private readonly Queue<Action> _interactive = new();
    private readonly Queue<Action> _bulk = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _closing = new();
    private int _passedBy;

    /// <summary>Starts <paramref name="slots"/> threads, ranked <paramref name="nice"/> below the rest of the process.</summary>
    public ReductionThreads(int slots, int nice)
    {
        for (int slot = 0; slot < slots; slot++)
        {
            new Thread(() => Run(nice)) { IsBackground = true, Name = $"reduce {slot}" }.Start();
        }
    }

    /// <summary>Runs <paramref name="work"/> on the next free thread.</summary>
    /// <exception cref="OperationCanceledException">The lanes were closed before its turn.</exception>
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

        _work.Release();
        return done.Task;
    }

    /// <summary>What has not begun is cancelled; what has begun goes on to its end.</summary>
    public void Close()
    {
        Action[] left;
        lock (_gate)
        {
            _closing.Cancel();
            left = [.. _interactive, .. _bulk];
            _interactive.Clear();
            _bulk.Clear();
        }

        foreach (Action cancel in left) cancel();
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
        // .NET's thread priorities do nothing on Linux. There, 0 means the calling thread, and going down needs no privilege.
        if (OperatingSystem.IsLinux()) _ = SetPriority(which: 0, who: 0, nice);

        while (true)
        {
            try
            {
                _work.Wait(_closing.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Action? next;
            lock (_gate)
            {
                next = Next();
            }

            next?.Invoke();
        }
    }

    private Action? Next()
    {
        bool isBulkDue = _passedBy >= InteractiveInARow;
        if (!isBulkDue && _interactive.TryDequeue(out Action? interactive))
        {
            _passedBy = _bulk.Count > 0 ? _passedBy + 1 : 0;
            return interactive;
        }

        _passedBy = 0;
        return _bulk.TryDequeue(out Action? bulk) || _interactive.TryDequeue(out bulk) ? bulk : null;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
