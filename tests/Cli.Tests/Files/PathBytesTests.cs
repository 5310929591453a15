using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Tests.Files;

public sealed class PathBytesTests
{
    [Fact]
    public void Every_sequence_of_bytes_comes_back_from_its_string()
    {
        Random random = new(1);
        byte[][] cases =
        [
            .. Enumerable.Range(0, 2_000).Select(_ =>
            {
                byte[] bytes = new byte[random.Next(12)];
                random.NextBytes(bytes);
                return bytes;
            }),
            [0xED, 0xB2, 0x80], // a surrogate written as UTF-8, which is none
            [0xEF, 0xBF, 0xBD], // U+FFFD itself
            [0xF0, 0x9F, 0x98, 0x80],
        ];

        Assert.All(cases, bytes => Assert.Equal(bytes, PathBytes.Encode(PathBytes.Decode(bytes))));
    }

    [Fact]
    public void Names_in_UTF8_are_what_they_say() => Assert.Equal("né😀\n", PathBytes.Decode("né😀\n"u8));
}
