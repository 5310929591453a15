using System.IO.Compression;
using System.Net.Http.Headers;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>
/// Decodes what a server sends with <c>Content-Encoding</c> although none was asked for, as stores do that keep files compressed
/// (RFC 9110, 8.4.1; RFC 7932). Decoded bytes come as they are read, so that a small body that decodes to a large one is stopped by its reader.
/// </summary>
internal static class ContentCoding
{
    private const int ZlibHeaderBytes = 2;

    /// <summary>The codings of a body in the order in which they were applied, without those that change nothing.</summary>
    public static string[] Of(HttpContentHeaders headers) =>
    [
        .. headers.NonValidated.TryGetValues("Content-Encoding", out HeaderStringValues values)
            ? values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Select(coding => coding.ToLowerInvariant())
                .Where(coding => coding is not "identity")
            : [],
    ];

    /// <summary>Whether bodies of these codings can be decoded: of at most one, and a known one.</summary>
    public static bool IsSupported(string[] codings) => codings is [] or ["gzip" or "x-gzip" or "deflate" or "br"];

    /// <summary>How many bytes a body may have that decodes to <paramref name="maxBytes"/>: no coding adds more to what it cannot compress.</summary>
    public static long MaxEncodedBytes(long maxBytes) => maxBytes + (maxBytes / 1000) + (64 << 10);

    /// <summary>The decoded body.</summary>
    public static async Task<Stream> DecodeAsync(SourceBody body, string coding, string host) => new DecodedBody(
        coding switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "deflate" when IsZlib((await body.PeekAsync(ZlibHeaderBytes)).Span) => new ZLibStream(body, CompressionMode.Decompress),
            "deflate" => new DeflateStream(body, CompressionMode.Decompress), // what some servers send by that name
            _ => new GZipStream(body, CompressionMode.Decompress),
        },
        coding,
        host);

    /// <summary>Whether a body begins with the header of RFC 1950, as "deflate" does by the standard.</summary>
    private static bool IsZlib(ReadOnlySpan<byte> head) => head is [var method, var flags] && (method & 0x0F) == 8 && ((method << 8) | flags) % 31 == 0;

    /// <summary>What a decoder throws for a body that is damaged becomes a refusal with a name.</summary>
    private sealed class DecodedBody(Stream decoder, string coding, string host) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await decoder.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or IOException)
            {
                throw new SourceBodyException(FetchAttempt.Refused($"{host} says that the body is encoded with {coding}, and it is not."), exception);
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) decoder.Dispose();
            base.Dispose(disposing);
        }
    }
}
