using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Admission;

/// <summary>
/// A request body that must arrive at a minimum rate. The time that the sender keeps a read waiting is measured in intervals of the grace
/// period; each interval must bring its bytes, so that a fast start does not allow a later pause, neither within a file nor in the next
/// part of a form. Time in which nothing is read (the upload waits for its slot, or the store is slow) does not count.
/// </summary>
internal sealed class MinimumRateStream : Stream
{
    private readonly Stream _inner;
    private readonly TimeProvider _time;
    private readonly TimeSpan _gracePeriod;
    private readonly double _bytesPerInterval;
    private CancellationTokenSource _timeout;
    private TimeSpan _waited;
    private double _received;

    /// <param name="inner">The body.</param>
    /// <param name="bytesPerSecond">The minimum rate.</param>
    /// <param name="gracePeriod">The length of an interval.</param>
    /// <param name="time">The clock.</param>
    public MinimumRateStream(Stream inner, long bytesPerSecond, TimeSpan gracePeriod, TimeProvider time)
    {
        _inner = inner;
        _time = time;
        _gracePeriod = gracePeriod;
        _bytesPerInterval = bytesPerSecond * gracePeriod.TotalSeconds;
        _timeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, cancellationToken);
        long began = _time.GetTimestamp();
        ValueTask<int> reading = _inner.ReadAsync(buffer, either.Token);
        if (reading.IsCompleted) return Count(await reading);

        TimeSpan left = _gracePeriod - _waited;
        _timeout.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        int read;
        try
        {
            read = await reading;
        }
        catch (OperationCanceledException) when (_timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TooSlow();
        }

        StopTimer();
        _waited += _time.GetElapsedTime(began);
        return Count(read);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Request bodies are read asynchronously.");

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _timeout.Dispose();
        base.Dispose(disposing);
    }

    private void StopTimer()
    {
        _timeout.CancelAfter(Timeout.InfiniteTimeSpan);
        if (!_timeout.IsCancellationRequested) return;

        // It fired after the bytes had arrived; Count decides whether they were enough.
        _timeout.Dispose();
        _timeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
    }

    private int Count(int read)
    {
        _received += read;
        if (_received >= _bytesPerInterval) (_waited, _received) = (TimeSpan.Zero, 0);
        else if (read > 0 && _waited >= _gracePeriod) throw TooSlow();
        return read;
    }

    private static BadHttpRequestException TooSlow() => new("The body arrived too slowly.", StatusCodes.Status408RequestTimeout);
}
