using System.Security.Cryptography;
using JpegReducer.Grains.Workers.Fetching;
using JpegReducer.Support.Servers;

namespace JpegReducer.Grains.Tests.Workers.Fetching;

/// <summary>Servers that send an image with a Content-Encoding that nothing asked for.</summary>
public sealed class ContentCodingTests
{
    private static readonly byte[] Image = [.. RandomNumberGenerator.GetBytes(100_000), .. new byte[100_000]];

    [Theory]
    [InlineData("gzip", "Content-Encoding: gzip")]
    [InlineData("gzip", "Content-Encoding: GZip")]
    [InlineData("gzip", "Content-Encoding: x-gzip")]
    [InlineData("gzip", "Content-Encoding: identity, gzip")]
    [InlineData("zlib", "Content-Encoding: deflate")]
    [InlineData("deflate", "Content-Encoding: deflate")]
    [InlineData("br", "Content-Encoding: br")]
    [InlineData("none", "Content-Encoding: identity")]
    [InlineData("none", "Content-Encoding: ")]
    public async Task A_body_is_decoded_to_what_it_was(string coding, string header)
    {
        await using RawServer server = new((_, _) => RawAnswer.Of(200, Encode(coding, Image), header));
        await using FetchBench bench = await FetchBench.CreateAsync();

        (FetchOutcome outcome, byte[]? stored) = await bench.FetchAsync(server.Url("/a"));

        Assert.Equal(Image.Length, Assert.IsType<FetchOutcome.Fetched>(outcome).Blob.Bytes);
        Assert.Equal(Image, stored);
    }

    [Theory]
    [InlineData("zstd", "Content-Encoding: zstd")]
    [InlineData("compress", "Content-Encoding: compress")]
    [InlineData("gzip, br", "Content-Encoding: gzip, br")]
    [InlineData("gzip, gzip", "Content-Encoding: gzip\r\nContent-Encoding: gzip")]
    public async Task A_coding_that_is_unknown_or_one_upon_another_is_refused_by_name(string named, string header)
    {
        await using RawServer server = new((_, _) => RawAnswer.Of(200, Image, header));
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a"));

        Assert.Equal(("source-refused", $"127.0.0.1 sent a body encoded with '{named}', which is not decoded here."), (failed.Reason, failed.Detail));
        Assert.Equal(1, server.Requests("/a"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_body_that_is_not_what_its_header_says_is_refused(string coding)
    {
        await using RawServer server = new((_, _) => RawAnswer.Of(200, [0xFF, 0xD8, .. Image], $"Content-Encoding: {coding}"));
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a"));

        Assert.Equal(("source-refused", $"127.0.0.1 says that the body is encoded with {coding}, and it is not."), (failed.Reason, failed.Detail));
        Assert.Equal(1, server.Requests("/a"));
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("zlib", "deflate")]
    [InlineData("deflate", "deflate")]
    [InlineData("br", "br")]
    public async Task A_small_body_that_decodes_to_more_than_an_image_may_have_is_stopped(string coding, string header)
    {
        byte[] bomb = Encode(coding, new byte[64 << 20]);
        await using RawServer server = new((_, _) => RawAnswer.Of(200, bomb, $"Content-Encoding: {header}"));
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a"));

        Assert.InRange(bomb.Length, 1, FetchBench.MaxBytes);
        Assert.Equal("too-many-bytes", failed.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_decodes_to_nothing_for_ever_is_stopped(bool hasLength)
    {
        byte[] nothing = Coded.EmptyGzip;
        byte[] body = [.. Enumerable.Repeat(nothing, (int)(2 * FetchBench.MaxBytes / nothing.Length)).SelectMany(member => member)];
        byte[] head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"u8.ToArray();
        await using RawServer server = new((_, _) => hasLength ? RawAnswer.Of(200, body, "Content-Encoding: gzip") : new RawAnswer([.. head, .. body]));
        await using FetchBench bench = await FetchBench.CreateAsync();

        Assert.Equal("too-many-bytes", (await bench.FailAsync(server.Url("/a"))).Reason);
    }

    [Fact]
    public async Task An_image_that_compresses_badly_may_have_as_many_bytes_as_any_other()
    {
        byte[] largest = RandomNumberGenerator.GetBytes((int)FetchBench.MaxBytes);
        byte[] encoded = Coded.Gzip(largest);
        await using RawServer server = new((_, _) => RawAnswer.Of(200, encoded, "Content-Encoding: gzip"));
        await using FetchBench bench = await FetchBench.CreateAsync();

        (_, byte[]? stored) = await bench.FetchAsync(server.Url("/a"));

        Assert.InRange(encoded.Length, largest.Length + 1, int.MaxValue);
        Assert.Equal(largest, stored);
    }

    private static byte[] Encode(string coding, byte[] plain) => coding switch
    {
        "gzip" => Coded.Gzip(plain),
        "zlib" => Coded.Zlib(plain),
        "deflate" => Coded.Deflate(plain),
        "br" => Coded.Brotli(plain),
        _ => plain,
    };
}
