namespace JpegReducer.Client.Conditional;

/// <summary>The body of a response, buffered until it is complete or exceeds the buffer; from then on it is passed through.</summary>
/// <param name="destination">The body of the server.</param>
/// <param name="maxBytes">The size of the buffer.</param>
/// <param name="onTooLarge">Called before the first byte is passed through. If it throws, nothing is.</param>
internal sealed class BufferedBody(Stream destination, int maxBytes, Action onTooLarge) : Stream
{
    private readonly MemoryStream _buffer = new();

    /// <summary>Whether the body exceeded the buffer.</summary>
    public bool IsPassedThrough { get; private set; }

    /// <summary>The buffered bytes.</summary>
    public ReadOnlyMemory<byte> Content => _buffer.GetBuffer().AsMemory(0, (int)_buffer.Length);

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!IsPassedThrough && _buffer.Length + buffer.Length <= maxBytes)
        {
            _buffer.Write(buffer.Span);
            return;
        }

        if (!IsPassedThrough)
        {
            IsPassedThrough = true;
            onTooLarge();
            await destination.WriteAsync(Content, cancellationToken);
            _buffer.SetLength(0);
        }

        await destination.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Responses are written asynchronously.");

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        IsPassedThrough ? destination.FlushAsync(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public override void Flush()
    {
        // The server flushes when the response is complete.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _buffer.Dispose();
        base.Dispose(disposing);
    }
}
