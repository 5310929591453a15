namespace JpegReducer.Client.Conditional;

/// <summary>The body of an answer, held until it is complete or too large to be held; from there on it is passed on as it is written.</summary>
/// <param name="destination">Where to.</param>
/// <param name="maxBytes">The most bytes that are held.</param>
/// <param name="onTooLarge">Called before the first byte is passed on. May throw, and then nothing is.</param>
internal sealed class HeldBody(Stream destination, int maxBytes, Action onTooLarge) : Stream
{
    private readonly MemoryStream _held = new();

    /// <summary>Whether the body was too large to be held.</summary>
    public bool IsPassedOn { get; private set; }

    /// <summary>What is held.</summary>
    public ReadOnlyMemory<byte> Content => _held.GetBuffer().AsMemory(0, (int)_held.Length);

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
        if (!IsPassedOn && _held.Length + buffer.Length <= maxBytes)
        {
            _held.Write(buffer.Span);
            return;
        }

        if (!IsPassedOn)
        {
            IsPassedOn = true;
            onTooLarge();
            await destination.WriteAsync(Content, cancellationToken);
            _held.SetLength(0);
        }

        await destination.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are written asynchronously.");

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => IsPassedOn ? destination.FlushAsync(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public override void Flush()
    {
        // The server flushes by itself when the answer is complete.
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
        if (disposing) _held.Dispose();
        base.Dispose(disposing);
    }
}
