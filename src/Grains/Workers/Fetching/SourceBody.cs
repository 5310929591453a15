using System.Net.Sockets;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>
/// The body of an answer as it comes from the network, under a limit of bytes and of time between two reads. Whatever goes wrong with it
/// is a <see cref="SourceBodyException"/>, so that the store that reads it cannot take it for an error of its own.
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
    /// <param name="host">Whose it is, for people.</param>
    /// <param name="maxBytes">How many bytes may come over the network.</param>
    /// <param name="limitToReport">How many bytes the image may have: what the failure says where there are more.</param>
    /// <param name="idleTimeout">How long to wait for the next bytes.</param>
    /// <param name="time">Whose time that is.</param>
    /// <param name="deadline">Ends the attempt.</param>
    /// <param name="abandoned">Nothing waits for the image any more.</param>
    public SourceBody(
        Stream inner, string host, long maxBytes, long limitToReport, TimeSpan idleTimeout, TimeProvider time, CancellationToken deadline, CancellationToken abandoned)
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

    /// <summary>The first bytes, which are read again: at most <paramref name="bytes"/>, fewer where the body is shorter.</summary>
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
            string what = _idle.IsCancellationRequested ? $"{_host} sent nothing for {_idleTimeout.TotalSeconds:0} seconds" : $"{_host} took too long";
            throw new SourceBodyException(new FetchAttempt.Broken($"{what} in the middle of the image."), exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or SocketException && !_abandoned.IsCancellationRequested)
        {
            throw new SourceBodyException(FetchAttempt.BrokenOff(_host), exception);
        }
        finally
        {
            _idle.CancelAfter(Timeout.InfiniteTimeSpan); // the store may take its time
        }
    }
}
