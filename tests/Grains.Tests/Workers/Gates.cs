namespace JpegReducer.Grains.Tests.Workers;

/// <summary>Calls that end when the test says so, in whatever order it likes; each is known by its number, from 0.</summary>
internal sealed class Gates
{
    private const int Max = 8;

    private readonly TaskCompletionSource[] _begun = [.. Enumerable.Range(0, Max).Select(_ => NewSource())];
    private readonly TaskCompletionSource[] _ends = [.. Enumerable.Range(0, Max).Select(_ => NewSource())];
    private int _calls;

    /// <summary>A call has begun; returns when it may end.</summary>
    public Task EnterAsync()
    {
        int call = _calls++;
        _begun[call].SetResult();
        return _ends[call].Task;
    }

    /// <summary>Returns when so many calls have begun.</summary>
    public Task HasBegunAsync(int calls) => _begun[calls - 1].Task;

    /// <summary>The call ends well.</summary>
    public void Finish(int call) => _ends[call].SetResult();

    /// <summary>The call ends with an <see cref="IOException"/>.</summary>
    public void Fail(int call) => _ends[call].SetException(new IOException());

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
