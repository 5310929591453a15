using System.Net.Sockets;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>
/// The body of a response with a limit of its length and of the time between two reads. Every error is a <see cref="SourceBodyException"/>,
/// so that the store that reads the body does not treat it as its own error.
/// </summary>
internal sealed class SourceBody : ReadOnlyStream
{
    private readonly Stream _inner;
    private readonly string _host;
    private readonly long _maxBytes;
    private readonly long _limitToReport;
    private readonly TimeSpan _idleTimeout;
    private readonly CancellationToken _abandoned;
    private readonly CancellationTokenSource _idle;
    private readonly CancellationTokenSource _either;
    private byte[] _peeked = [];
    private long _read;

    /// <summary>Wraps a body.</summary>
    /// <param name="inner">The body; disposed of with this.</param>
    /// <param name="host">The host, for error messages.</param>
    /// <param name="maxBytes">The limit of the bytes received.</param>
    /// <param name="limitToReport">The limit of the image's bytes, for error messages.</param>
    /// <param name="idleTimeout">How long to wait for the next bytes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="deadline">Cancelled at the end of the attempt.</param>
    /// <param name="abandoned">Cancelled when the image is not needed any more.</param>
    public SourceBody(
        Stream inner, string host, long maxBytes, long limitToReport, TimeSpan idleTimeout, TimeProvider time, CancellationToken deadline,
        CancellationToken abandoned)
    {
        _inner = inner;
        _host = host;
        _maxBytes = maxBytes;
        _limitToReport = limitToReport;
        _idleTimeout = idleTimeout;
        _abandoned = abandoned;
        _idle = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(deadline, abandoned, _idle.Token);
    }

    /// <summary>Returns the first <paramref name="bytes"/> bytes, fewer if the body is shorter, without consuming them.</summary>
    public async Task<ReadOnlyMemory<byte>> PeekAsync(int bytes)
    {
        byte[] head = new byte[bytes];
        int read = await this.ReadAtLeastAsync(head, bytes, throwOnEndOfStream: false, CancellationToken.None);
        return _peeked = head[..read];
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_peeked.Length > 0 && buffer.Length > 0)
        {
            int copied = Math.Min(_peeked.Length, buffer.Length);
            _peeked.AsSpan(0, copied).CopyTo(buffer.Span);
            _peeked = _peeked[copied..];
            return copied;
        }

        int read = await ReadInnerAsync(buffer);
        _read += read;
        return _read <= _maxBytes ? read : throw new SourceBodyException(FetchAttempt.TooManyBytes(_limitToReport));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _either.Dispose();
            _idle.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadInnerAsync(Memory<byte> buffer)
    {
        _idle.CancelAfter(_idleTimeout);
        try
        {
            return await _inner.ReadAsync(buffer, _either.Token);
        }
        catch (OperationCanceledException exception) when (!_abandoned.IsCancellationRequested)
        {
            string what = _idle.IsCancellationRequested
                ? $"{_host} sent no data for {_idleTimeout.TotalSeconds:0} seconds"
                : $"{_host} exceeded the time limit";
            throw new SourceBodyException(new FetchAttempt.Transient($"{what} before the image was complete."), exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or SocketException
            && !_abandoned.IsCancellationRequested)
        {
            throw new SourceBodyException(FetchAttempt.ConnectionClosed(_host), exception);
        }
        finally
        {
            _idle.CancelAfter(Timeout.InfiniteTimeSpan); // time spent by the store does not count
        }
    }
}
