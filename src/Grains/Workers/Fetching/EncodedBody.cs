namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>
/// An encoded body as its decoder reads it, to tell whether the body was whole: the decoders of .NET take the end of their input for the end of
/// what is encoded. A decoder reads beyond the last byte only where the coding has not ended.
/// </summary>
/// <param name="body">The encoded body; disposed of with this.</param>
/// <param name="isGzip">
/// Whether the decoder reads on after a gzip member, because another may follow (RFC 1952, 2.2). It is then given one byte that begins no
/// member: a decoder that has all of the last one ignores it and reads no further, and within a member it cannot be the last byte, which is the
/// highest of a length of less than 4 GB.
/// </param>
internal sealed class EncodedBody(Stream body, bool isGzip) : ReadOnlyStream
{
    private const byte BeginsNoMember = 0xFF;

    /// <summary>Whether the decoder has read all bytes of the body and asked for more.</summary>
    public bool IsConsumed { get; private set; }

    /// <summary>Whether the decoder has asked for more than its coding can have after its end.</summary>
    public bool IsReadBeyondEnd { get; private set; }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = IsConsumed ? 0 : await body.ReadAsync(buffer, cancellationToken);
        if (read > 0 || buffer.IsEmpty) return read;

        if (isGzip && !IsConsumed)
        {
            IsConsumed = true;
            buffer.Span[0] = BeginsNoMember;
            return 1;
        }

        IsConsumed = IsReadBeyondEnd = true;
        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) body.Dispose();
        base.Dispose(disposing);
    }
}
