namespace JpegReducer.Grains.Tests.Workers;

/// <summary>Calls that end when the test completes them, in any order. Each is identified by its number, from 0.</summary>
internal sealed class Gates
{
    private const int Max = 8;

    private readonly TaskCompletionSource[] _started = [.. Enumerable.Range(0, Max).Select(_ => NewSource())];
    private readonly TaskCompletionSource[] _ends = [.. Enumerable.Range(0, Max).Select(_ => NewSource())];
    private int _calls;

    /// <summary>Starts a call; returns when the test completes it.</summary>
    public Task EnterAsync()
    {
        int call = _calls++;
        _started[call].SetResult();
        return _ends[call].Task;
    }

    /// <summary>Returns when <paramref name="calls"/> calls have started.</summary>
    public Task StartedAsync(int calls) => _started[calls - 1].Task;

    /// <summary>Completes a call.</summary>
    public void Finish(int call) => _ends[call].SetResult();

    /// <summary>Fails a call with an <see cref="IOException"/>.</summary>
    public void Fail(int call) => _ends[call].SetException(new IOException());

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
