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

    /// <summary>The decoded body. One that ends before its coding does is a <see cref="SourceBodyException"/>, as any that breaks off.</summary>
    public static async Task<Stream> DecodeAsync(SourceBody body, string coding, string host)
    {
        bool isZlib = coding is "deflate" && IsZlib((await body.PeekAsync(ZlibHeaderBytes)).Span);
        EncodedBody encoded = new(body, isGzip: coding is "gzip" or "x-gzip");
        Stream decoder = coding switch
        {
            "br" => new BrotliStream(encoded, CompressionMode.Decompress),
            "deflate" when isZlib => new ZLibStream(encoded, CompressionMode.Decompress),
            "deflate" => new DeflateStream(encoded, CompressionMode.Decompress), // what some servers send by that name
            _ => new GZipStream(encoded, CompressionMode.Decompress),
        };
        return new DecodedBody(decoder, encoded, coding, host);
    }

    /// <summary>Whether a body begins with the header of RFC 1950, as "deflate" does by the standard.</summary>
    private static bool IsZlib(ReadOnlySpan<byte> head) => head is [var method, var flags] && (method & 0x0F) == 8 && ((method << 8) | flags) % 31 == 0;

    /// <summary>What a decoder makes of a body that is damaged or cut off becomes a failure with a name.</summary>
    private sealed class DecodedBody(Stream decoder, EncodedBody encoded, string coding, string host) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read;
            try
            {
                read = await decoder.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or IOException)
            {
                throw new SourceBodyException(
                    encoded.IsConsumed ? FetchAttempt.BrokenOff(host) : FetchAttempt.Refused($"{host} says that the body is encoded with {coding}, and it is not."), exception);
            }

            return encoded.IsReadBeyondEnd ? throw new SourceBodyException(FetchAttempt.BrokenOff(host)) : read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) decoder.Dispose();
            base.Dispose(disposing);
        }
    }
}
