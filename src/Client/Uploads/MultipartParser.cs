using JpegReducer.Client.Errors;

namespace JpegReducer.Client.Uploads;

/// <summary>
/// Splits a multipart body (RFC 2046, 5.1) into its parts as it arrives, with one buffer in memory. ASP.NET's reader is not used because it
/// decodes headers as UTF-8 only, which loses names in Latin-1, and does not report which part is malformed.
/// </summary>
/// <param name="body">The body.</param>
/// <param name="boundary">Its boundary, without the dashes.</param>
internal sealed class MultipartParser(Stream body, string boundary)
{
    /// <summary>The maximum length of a part's headers.</summary>
    public const int MaxHeaderBytes = 16 << 10;

    /// <summary>The maximum number of bytes before the first boundary and after the last.</summary>
    public const int MaxIgnoredBytes = 64 << 10;

    private const int BufferBytes = 64 << 10;
    private const int MaxPaddingBytes = 128;

    private readonly byte[] _delimiter = [.. "\r\n--"u8, .. System.Text.Encoding.ASCII.GetBytes(boundary)];

    // No line break precedes the boundary at the start of a body: with one added, it is like every other.
    private readonly byte[] _buffer = [.. "\r\n"u8, .. new byte[BufferBytes - 2]];
    private int _start;
    private int _end = 2;
    private bool _bodyEnded;
    private bool _isOver;

    // The content of a part may be empty, and its boundary then follows on the line break that ends the headers.
    private bool _isAtContentStart = true;
    private Mark _mark = Mark.None;

    private enum Mark
    {
        /// <summary>No boundary.</summary>
        None,

        /// <summary>Too little of the body has arrived to tell.</summary>
        Unknown,

        /// <summary>The boundary before a part.</summary>
        Next,

        /// <summary>The boundary after the last part.</summary>
        Last,
    }

    /// <summary>How many parts have begun.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// The headers of the next part, without the empty line that ends them; <see langword="null"/> after the last part. The unread rest of
    /// the part before is skipped.
    /// </summary>
    /// <exception cref="RequestErrorException">The body is not what its Content-Type announces.</exception>
    public async ValueTask<byte[]?> ReadHeadersAsync(CancellationToken cancellationToken)
    {
        if (_isOver) return null;

        byte[] skipped = new byte[4096];
        long ignored = 0;
        while (await ReadContentAsync(skipped, cancellationToken) is > 0 and var count)
        {
            ignored += count;
            if (Count == 0 && ignored > MaxIgnoredBytes)
                throw RequestErrorException.Invalid("The form does not begin with the boundary that its Content-Type names.");
        }

        if (_mark is Mark.Last)
        {
            await SkipEpilogueAsync(skipped, cancellationToken);
            return null;
        }

        Count++;
        byte[] headers = await TakeHeadersAsync(cancellationToken);
        (_mark, _isAtContentStart) = (Mark.None, true);
        return headers;
    }

    /// <summary>Reads on in the content of the part whose headers were read last; 0 at its end.</summary>
    /// <exception cref="RequestErrorException">The body ended within the part.</exception>
    public async ValueTask<int> ReadContentAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (_mark is Mark.None && destination.Length > 0)
        {
            if (CountReady() is > 0 and var ready)
            {
                int count = Math.Min(ready, destination.Length);
                _buffer.AsMemory(_start, count).CopyTo(destination);
                _start += count;
                return count;
            }

            if (_mark is not Mark.None) break;
            if (_bodyEnded) throw RequestErrorException.Incomplete("The form ended before its final boundary. Send it again.");
            await FillAsync(cancellationToken);
        }

        return 0;
    }

    /// <summary>How many bytes at the start of the buffer are certainly content. Sets the mark where they are a boundary instead.</summary>
    private int CountReady()
    {
        ReadOnlySpan<byte> buffered = _buffer.AsSpan(_start, _end - _start);
        if (_isAtContentStart)
        {
            if (buffered.Length < _delimiter.Length && _delimiter.AsSpan().StartsWith(buffered) && !_bodyEnded) return 0;
            if (buffered.StartsWith(_delimiter) && !IsContent()) return 0;

            _start += 2; // the line break of the headers, or the one that was added
            _isAtContentStart = false;
            buffered = buffered[2..];
        }

        int position = buffered.IndexOf(_delimiter);
        if (position > 0) return position;
        if (position < 0) return buffered.Length - (_bodyEnded ? 0 : CountOfBegunDelimiter(buffered));
        return IsContent() ? _delimiter.Length : 0;
    }

    /// <summary>Whether bytes that begin like a boundary are certainly none. Sets the mark where they are one.</summary>
    private bool IsContent()
    {
        Mark mark = Classify();
        if (mark is Mark.Next or Mark.Last) _mark = mark;
        return mark is Mark.None;
    }

    /// <summary>
    /// Classifies the bytes at the start of the buffer, which begin like a boundary. Moves to the end of its line where it is one.
    /// </summary>
    private Mark Classify()
    {
        int position = _start + _delimiter.Length;
        if (_end - position < 2 && !_bodyEnded) return Mark.Unknown;

        bool isLast = _buffer.AsSpan(position, _end - position).StartsWith("--"u8);
        if (isLast) position += 2;
        int padding = position;
        while (position < _end && _buffer[position] is (byte)' ' or (byte)'\t') position++;
        if (position - padding > MaxPaddingBytes) return Mark.None;

        bool isLine = _buffer.AsSpan(position, _end - position).StartsWith("\r\n"u8);
        if (!isLine && _end - position < 2 && !_bodyEnded) return Mark.Unknown;
        if (!isLine && !(isLast && position == _end)) return Mark.None;

        _start = position;
        return isLast ? Mark.Last : Mark.Next;
    }

    /// <summary>The length of the longest suffix that may be the beginning of a boundary.</summary>
    private int CountOfBegunDelimiter(ReadOnlySpan<byte> buffered)
    {
        ReadOnlySpan<byte> rest = buffered[^Math.Min(buffered.Length, _delimiter.Length - 1)..];
        while (rest.IndexOf((byte)'\r') is >= 0 and var position)
        {
            rest = rest[position..];
            if (_delimiter.AsSpan().StartsWith(rest)) return rest.Length;
            rest = rest[1..];
        }

        return 0;
    }

    private async ValueTask<byte[]> TakeHeadersAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (length > MaxHeaderBytes || (length < 0 && _end - _start > MaxHeaderBytes))
            {
                throw RequestErrorException.Invalid($"Part {Count} of the form has headers of more than {MaxHeaderBytes / 1024} KiB.");
            }

            if (length >= 0)
            {
                byte[] headers = length == 0 ? [] : _buffer[(_start + 2)..(_start + length)];
                _start += length + 2;
                return headers;
            }

            if (_bodyEnded) throw RequestErrorException.Incomplete($"The form ended within the headers of part {Count}. Send it again.");
            await FillAsync(cancellationToken);
        }
    }

    /// <summary>
    /// What follows the last boundary is ignored (RFC 2046, 5.1.1), but a further part there would be lost: it is an error.
    /// </summary>
    private async ValueTask SkipEpilogueAsync(byte[] skipped, CancellationToken cancellationToken)
    {
        (_mark, _isAtContentStart) = (Mark.None, false);
        long ignored = 0;
        while (true)
        {
            int ready = CountReady();
            if (_mark is not Mark.None)
                throw RequestErrorException.Invalid($"A part follows the final boundary of the form, after part {Count}.");
            if (ready == 0 && _bodyEnded) break;
            if (ready == 0) await FillAsync(cancellationToken);

            _start += ready;
            ignored += ready;
            if (ignored > MaxIgnoredBytes)
                throw RequestErrorException.Invalid($"The form continues after its final boundary, which follows part {Count}.");
        }

        (_mark, _isOver) = (Mark.Last, true);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        int count = await body.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += count;
        _bodyEnded = count == 0;
    }
}
