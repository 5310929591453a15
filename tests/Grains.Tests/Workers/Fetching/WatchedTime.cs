using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Grains.Tests.Workers.Fetching;

/// <summary>A fake clock that reports the timers that are set.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private readonly List<(Func<TimeSpan, bool> Condition, TaskCompletionSource Armed)> _watchers = [];

    /// <summary>Completes when a timer whose due time meets the condition is set after this call.</summary>
    public Task ArmedAsync(Func<TimeSpan, bool> condition)
    {
        TaskCompletionSource armed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_watchers) _watchers.Add((condition, armed));
        return armed.Task;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, base.CreateTimer(callback, state, dueTime, period));
        Notify(dueTime);
        return timer;
    }

    private void Notify(TimeSpan due)
    {
        lock (_watchers)
        {
            foreach (var watcher in _watchers.Where(watcher => watcher.Condition(due)).ToArray())
            {
                _watchers.Remove(watcher);
                watcher.Armed.TrySetResult();
            }
        }
    }

    private sealed class Timer(WatchedTime time, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool changed = inner.Change(dueTime, period);
            time.Notify(dueTime);
            return changed;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
