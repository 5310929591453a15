namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>
/// The input of a decoder, which detects truncated bodies: the decoders of .NET take the end of their input for the end of the coding. A
/// decoder reads beyond the last byte only if the coding is incomplete.
/// </summary>
/// <param name="body">The encoded body; disposed of with this.</param>
/// <param name="isGzip">
/// Whether the coding is gzip, whose decoder reads on after a member because another may follow (RFC 1952, 2.2). It is then given one byte
/// that starts no member: a decoder that has read the last member completely ignores the byte and stops, and within a member it cannot be
/// mistaken for the last byte, which is the highest byte of a length below 4 GB.
/// </param>
internal sealed class EncodedBody(Stream body, bool isGzip) : ReadOnlyStream
{
    private const byte StartsNoMember = 0xFF;

    /// <summary>Whether the decoder has read all bytes of the body and asked for more.</summary>
    public bool IsConsumed { get; private set; }

    /// <summary>Whether the decoder has read beyond the end of the body.</summary>
    public bool IsReadBeyondEnd { get; private set; }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = IsConsumed ? 0 : await body.ReadAsync(buffer, cancellationToken);
        if (read > 0 || buffer.IsEmpty) return read;

        if (isGzip && !IsConsumed)
        {
            IsConsumed = true;
            buffer.Span[0] = StartsNoMember;
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
