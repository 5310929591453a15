using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Tests.Files;

public sealed class PathBytesTests
{
    [Fact]
    public void Every_byte_sequence_survives_conversion_to_a_string_and_back()
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
    public void UTF8_names_are_decoded_as_text() => Assert.Equal("né😀\n", PathBytes.Decode("né😀\n"u8));
}
