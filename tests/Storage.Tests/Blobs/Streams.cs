namespace JpegReducer.Storage.Tests.Blobs;

/// <summary>Gives what it has in small, odd pieces, as a network does.</summary>
internal sealed class TricklingStream(byte[] content) : MemoryStream(content)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, 4_099)], cancellationToken);
}

/// <summary>Gives one half of what it has, and the other when it is told to.</summary>
internal sealed class HeldStream(byte[] content) : MemoryStream(content)
{
    private readonly TaskCompletionSource _halfIsRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when a reader has the first half and asks for more.</summary>
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
