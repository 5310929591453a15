using System.Buffers;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>
/// Buffers one part of a stream of unknown length, and grows with it: most images are far smaller than a part, and many are uploaded
/// concurrently.
/// </summary>
internal sealed class PartBuffer : IDisposable
{
    /// <summary>Maximum size of a part: parts of an upload, except the last, must have at least 5 MB.</summary>
    public const int Capacity = 8 << 20;

    private const int FirstCapacity = 128 << 10;
    private const int Growth = 4;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstCapacity);

    /// <summary>Number of buffered bytes; less than <see cref="Capacity"/> only at the end of the stream.</summary>
    public int Length { get; private set; }

    /// <summary>The buffered bytes.</summary>
    public ReadOnlySpan<byte> Content => _bytes.AsSpan(0, Length);

    /// <summary>Replaces the buffer by the next part.</summary>
    public async Task FillAsync(Stream content, CancellationToken cancellationToken)
    {
        for (Length = 0; Length < Capacity;)
        {
            if (Length == _bytes.Length) Grow();

            int room = Math.Min(_bytes.Length, Capacity) - Length;
            int read = await content.ReadAtLeastAsync(
                _bytes.AsMemory(Length, room), room, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            Length += read;
            if (read < room) return;
        }
    }

    /// <summary>A stream over the buffer, valid until the next part is read.</summary>
    public MemoryStream OpenRead() => new(_bytes, 0, Length, writable: false);

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(_bytes.Length * Growth, Capacity));
        Content.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
