namespace JpegReducer.Grains.Persistence;

/// <summary>
/// Writes a grain's state so that callers that arrive during a write share the next one: the cost of durability is paid once for
/// all of them. For reentrant grains. Not thread-safe otherwise.
/// </summary>
/// <param name="write">Writes the current state.</param>
/// <param name="onWriteFailed">Called when a write fails: memory is then ahead of storage and must not be served again.</param>
internal sealed class GroupCommit(Func<Task> write, Action onWriteFailed)
{
    private Task? _current;
    private Task? _next;

    /// <summary>Returns when a write that began after this call is durable.</summary>
    public Task CommitAsync() => _next ??= WriteNextAsync();

    private async Task WriteNextAsync()
    {
        // Yield first: _next is set when this continues, and every caller that arrives until the write begins shares it.
        await Task.Yield();
        if (_current is { } current)
        {
            await current.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        _current = _next;
        _next = null;
        try
        {
            await write();
        }
        catch
        {
            onWriteFailed();
            throw;
        }
        finally
        {
            _current = null;
        }
    }
}
