using System.IO.Compression;
using System.Net.Http.Headers;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>
/// Decodes bodies with a <c>Content-Encoding</c>, which some servers send without being asked because they store files compressed (RFC
/// 9110, 8.4.1; RFC 7932). Decoding is streamed, so that the reader's limit stops a small body that decodes to a large one.
/// </summary>
internal static class ContentCoding
{
    private const int ZlibHeaderBytes = 2;

    /// <summary>The codings of a body in the order in which they were applied, without <c>identity</c>.</summary>
    public static string[] Of(HttpContentHeaders headers) =>
    [
        .. headers.NonValidated.TryGetValues("Content-Encoding", out HeaderStringValues values)
            ? values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Select(coding => coding.ToLowerInvariant())
                .Where(coding => coding is not "identity")
            : [],
    ];

    /// <summary>Whether a body with these codings can be decoded: at most one, and a known one.</summary>
    public static bool IsSupported(string[] codings) => codings is [] or ["gzip" or "x-gzip" or "deflate" or "br"];

    /// <summary>
    /// The limit of an encoded body that decodes to <paramref name="maxBytes"/>: no coding adds more to incompressible data.
    /// </summary>
    public static long MaxEncodedBytes(long maxBytes) => maxBytes + (maxBytes / 1000) + (64 << 10);

    /// <summary>
    /// Returns the decoded body, which throws a <see cref="SourceBodyException"/> if the coding is incomplete or invalid.
    /// </summary>
    public static async Task<Stream> DecodeAsync(SourceBody body, string coding, string host)
    {
        bool isZlib = coding is "deflate" && IsZlib((await body.PeekAsync(ZlibHeaderBytes)).Span);
        EncodedBody encoded = new(body, isGzip: coding is "gzip" or "x-gzip");
        Stream decoder = coding switch
        {
            "br" => new BrotliStream(encoded, CompressionMode.Decompress),
            "deflate" when isZlib => new ZLibStream(encoded, CompressionMode.Decompress),
            "deflate" => new DeflateStream(encoded, CompressionMode.Decompress), // some servers send raw DEFLATE under this name
            _ => new GZipStream(encoded, CompressionMode.Decompress),
        };
        return new DecodedBody(decoder, encoded, coding, host);
    }

    /// <summary>Whether a body starts with the header of RFC 1950, as the standard requires for "deflate".</summary>
    private static bool IsZlib(ReadOnlySpan<byte> head) =>
        head is [var method, var flags] && (method & 0x0F) == 8 && ((method << 8) | flags) % 31 == 0;

    /// <summary>Maps the errors of a decoder to results of the attempt.</summary>
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
                    encoded.IsConsumed
                        ? FetchAttempt.ConnectionClosed(host)
                        : FetchAttempt.Refused($"{host} sent a body that is not valid {coding}, although its Content-Encoding says so."),
                        exception);
            }

            return encoded.IsReadBeyondEnd ? throw new SourceBodyException(FetchAttempt.ConnectionClosed(host)) : read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) decoder.Dispose();
            base.Dispose(disposing);
        }
    }
}
