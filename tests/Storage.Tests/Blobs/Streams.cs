namespace JpegReducer.Storage.Tests.Blobs;

/// <summary>Returns its content in small pieces of varying length, as a network does.</summary>
internal sealed class TricklingStream(byte[] content) : MemoryStream(content)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, 4_099)], cancellationToken);
}

/// <summary>Returns the first half of its content, and the second after it is released.</summary>
internal sealed class HeldStream(byte[] content) : MemoryStream(content)
{
    private readonly TaskCompletionSource _halfIsRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a reader has read the first half and requests more.</summary>
    public Task HalfIsRead => _halfIsRead.Task;

    public void Release() => _released.SetResult();

    public void Break(Exception error) => _released.SetException(error);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        long half = Length / 2;
        if (Position < half) return await base.ReadAsync(buffer[..(int)Math.Min(buffer.Length, half - Position)], cancellationToken);

        _halfIsRead.TrySetResult();
        await _released.Task.WaitAsync(cancellationToken);
        return await base.ReadAsync(buffer, cancellationToken);
    }
}
