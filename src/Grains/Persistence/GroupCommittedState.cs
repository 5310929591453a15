using Orleans.Serialization;

namespace JpegReducer.Grains.Persistence;

/// <summary>
/// The state of a reentrant grain: the grain works on <see cref="Current"/>, storage gets a deep copy of it. Storage serializes on another
/// thread, while interleaved turns continue to change the state. Concurrent commits share a write. Not thread-safe: it lives inside a grain.
/// </summary>
internal sealed class GroupCommittedState<T>
    where T : class, new()
{
    private readonly IPersistentState<T> _stored;
    private readonly DeepCopier<T> _copier;
    private readonly GroupCommit _commits;

    /// <param name="stored">The state as storage has it.</param>
    /// <param name="copier">Copies it.</param>
    /// <param name="onWriteFailed">Called when a write fails: the grain must deactivate, because memory is ahead of storage.</param>
    public GroupCommittedState(IPersistentState<T> stored, DeepCopier<T> copier, Action onWriteFailed)
    {
        _stored = stored;
        _copier = copier;
        _commits = new GroupCommit(WriteAsync, onWriteFailed);
    }

    /// <summary>The state that the grain reads and changes, between two awaits.</summary>
    public T Current { get; private set; } = new();

    /// <summary>Takes over what storage has. To be called when the grain is activated.</summary>
    public T Load() => Current = _copier.Copy(_stored.State);

    /// <summary>Returns when the current state is durable.</summary>
    public Task CommitAsync() => _commits.CommitAsync();

    private Task WriteAsync()
    {
        _stored.State = _copier.Copy(Current);
        return _stored.WriteStateAsync();
    }
}
