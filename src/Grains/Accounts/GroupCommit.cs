namespace JpegReducer.Grains.Accounts;

/// <summary>
/// Writes a grain's state so that callers who arrive during a write share the next one: the cost of durability is paid once for
/// all of them. For reentrant grains. Not thread-safe otherwise.
/// </summary>
/// <param name="write">Writes the state as it is when called.</param>
/// <param name="abandon">Called when a write fails: memory is ahead of storage then and must not be served from again.</param>
internal sealed class GroupCommit(Func<Task> write, Action abandon)
{
    private Task? _current;
    private Task? _next;

    /// <summary>Returns when a write that began after this call is durable.</summary>
    public Task CommitAsync() => _next ??= WriteNextAsync();

    private async Task WriteNextAsync()
    {
        // Yield first: _next is set when this goes on, and whoever has come until the write begins is part of it.
        await Task.Yield();
        if (_current is { } current) await current.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        _current = _next;
        _next = null;
        try
        {
            await write();
        }
        catch
        {
            abandon();
            throw;
        }
        finally
        {
            _current = null;
        }
    }
}
