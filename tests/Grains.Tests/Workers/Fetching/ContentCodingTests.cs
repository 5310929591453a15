using System.Security.Cryptography;
using System.Text;
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
    public async Task An_unknown_coding_and_nested_codings_are_refused_by_name(string named, string header)
    {
        await using RawServer server = new((_, _) => RawAnswer.Of(200, Image, header));
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a"));

        Assert.Equal(
            ("source-refused", $"127.0.0.1 sent a body encoded with '{named}', which is not supported."), (failed.Reason, failed.Detail));
        Assert.Equal(1, server.Requests("/a"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_body_that_is_not_in_its_declared_coding_is_refused(string coding)
    {
        await using RawServer server = new((_, _) => RawAnswer.Of(200, [0xFF, 0xD8, .. Image], $"Content-Encoding: {coding}"));
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a"));

        Assert.Equal(
            ("source-refused", $"127.0.0.1 sent a body that is not valid {coding}, although its Content-Encoding says so."),
            (failed.Reason, failed.Detail));
        Assert.Equal(1, server.Requests("/a"));
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("zlib", "deflate")]
    [InlineData("deflate", "deflate")]
    [InlineData("br", "br")]
    public async Task A_small_body_that_decodes_to_more_than_the_size_limit_is_refused(string coding, string header)
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
    public async Task A_long_body_that_decodes_to_nothing_is_refused(bool hasLength)
    {
        byte[] nothing = Coded.EmptyGzip;
        byte[] body = [.. Enumerable.Repeat(nothing, (int)(2 * FetchBench.MaxBytes / nothing.Length)).SelectMany(member => member)];
        byte[] head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"u8.ToArray();
        await using RawServer server =
            new((_, _) => hasLength ? RawAnswer.Of(200, body, "Content-Encoding: gzip") : new RawAnswer([.. head, .. body]));
        await using FetchBench bench = await FetchBench.CreateAsync();

        Assert.Equal("too-many-bytes", (await bench.FailAsync(server.Url("/a"))).Reason);
    }

    [Fact]
    public async Task An_incompressible_image_may_have_the_maximum_size()
    {
        byte[] largest = RandomNumberGenerator.GetBytes((int)FetchBench.MaxBytes);
        byte[] encoded = Coded.Gzip(largest);
        await using RawServer server = new((_, _) => RawAnswer.Of(200, encoded, "Content-Encoding: gzip"));
        await using FetchBench bench = await FetchBench.CreateAsync();

        (_, byte[]? stored) = await bench.FetchAsync(server.Url("/a"));

        Assert.InRange(encoded.Length, largest.Length + 1, int.MaxValue);
        Assert.Equal(largest, stored);
    }

    /// <summary>Every coding, with its header.</summary>
    public static TheoryData<string, string> Codings =>
        new() { { "gzip", "gzip" }, { "gzip", "x-gzip" }, { "gzips", "gzip" }, { "zlib", "deflate" }, { "deflate", "deflate" },
        { "br", "br" } };

    [Theory, MemberData(nameof(Codings))]
    public async Task A_truncated_coded_body_is_retried_and_ends_as_unreachable(string coding, string header)
    {
        byte[] encoded = Encode(coding, Image);
        int[] lengths = [0, encoded.Length / 4, encoded.Length - 1];
        await using RawServer server = new((path, _) => path[1..].Split('-') is ["close", var sent]
            ? CloseDelimited(encoded[..int.Parse(sent, provider: null)], header)
            : RawAnswer.Of(200, encoded[..int.Parse(path.Split('-')[1], provider: null)], $"Content-Encoding: {header}"));
        await using FetchBench bench = await FetchBench.CreateAsync();

        foreach (string path in lengths.SelectMany(length => new[] { $"/close-{length}", $"/length-{length}" }))
        {
            FetchOutcome.Failed failed = await bench.FailAsync(server.Url(path));

            Assert.Equal(
                (path, "source-unreachable", "127.0.0.1 closed the connection before the image was complete. 3 attempts were made."),
                (path, failed.Reason, failed.Detail));
            Assert.Equal(3, server.Requests(path));
        }
    }

    [Theory, MemberData(nameof(Codings))]
    public async Task A_coded_body_that_is_truncated_once_is_complete_after_the_second_attempt(string coding, string header)
    {
        byte[] encoded = Encode(coding, Image);
        await using RawServer server = new((_, before) => CloseDelimited(before == 0 ? encoded[..^1] : encoded, header));
        await using FetchBench bench = await FetchBench.CreateAsync();

        (_, byte[]? stored) = await bench.FetchAsync(server.Url("/a"));

        Assert.Equal(Image, stored);
        Assert.Equal(2, server.Requests("/a"));
    }

    [Theory, MemberData(nameof(Codings))]
    public async Task A_coded_body_is_complete_with_its_last_byte_only(string coding, string header)
    {
        byte[] plain = [.. Image.AsSpan(0, 300), .. new byte[300]];
        byte[] encoded = Encode(coding, plain);
        int endOfFirst = coding is "gzips" ? Coded.Gzip(plain[..(plain.Length / 2)]).Length : -1; // a whole file too

        for (int length = 0; length < encoded.Length; length++)
        {
            if (length == endOfFirst) continue;
            SourceBodyException broken = await Assert.ThrowsAsync<SourceBodyException>(() => DecodeAsync(encoded[..length], header));
            Assert.Equal(
                (length, new FetchAttempt.Transient("h closed the connection before the image was complete.")), (length, broken.Attempt));
        }

        Assert.Equal(plain, await DecodeAsync(encoded, header));
        Assert.Equal(plain, await DecodeAsync([.. encoded, 0, 0, 0], header)); // padding
    }

    [Theory]
    [InlineData("gzip", "1F8B080000000000000303000000000000000000")]
    [InlineData("deflate", "789C030000000001")]
    [InlineData("deflate", "0300")]
    [InlineData("br", "3B")]
    public async Task A_complete_coded_body_may_decode_to_nothing(string header, string encoded) =>
        Assert.Empty(await DecodeAsync(Convert.FromHexString(encoded), header));

    /// <summary>Decodes a body that is read one byte at a time, so that a read ends at every position.</summary>
    private static async Task<byte[]> DecodeAsync(byte[] encoded, string header)
    {
        await using SourceBody body =
            new(new OneByteAtATime(encoded), "h", long.MaxValue, long.MaxValue, TimeSpan.FromMinutes(1), TimeProvider.System, default,
            default);
        await using Stream decoded = await ContentCoding.DecodeAsync(body, header, "h");
        MemoryStream copy = new();
        await decoded.CopyToAsync(copy);
        return copy.ToArray();
    }

    /// <summary>A body that is delimited by the end of the connection.</summary>
    private static RawAnswer CloseDelimited(byte[] body, string coding) =>
        new([.. Encoding.ASCII.GetBytes($"HTTP/1.0 200 OK\r\nContent-Encoding: {coding}\r\n\r\n"), .. body]);

    private static byte[] Encode(string coding, byte[] plain) => coding switch
    {
        "gzip" => Coded.Gzip(plain),
        "gzips" => [.. Coded.Gzip(plain[..(plain.Length / 2)]), .. Coded.Gzip(plain[(plain.Length / 2)..])],
        "zlib" => Coded.Zlib(plain),
        "deflate" => Coded.Deflate(plain),
        "br" => Coded.Brotli(plain),
        _ => plain,
    };

    private sealed class OneByteAtATime(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
