namespace JpegReducer.Client.Tests.Uploads;

/// <summary>A body that arrives in pieces of given lengths, over and over.</summary>
internal sealed class Chunks(byte[] body, params int[] lengths) : MemoryStream(body)
{
    private int _next;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int length = lengths.Length == 0 ? buffer.Length : Math.Min(buffer.Length, lengths[_next++ % lengths.Length]);
        return base.ReadAsync(buffer[..length], cancellationToken);
    }
}
