using System.Text;
using CsCheck;
using JpegReducer.Client.Errors;
using JpegReducer.Client.Uploads;

namespace JpegReducer.Client.Tests.Uploads;

/// <summary>The reader of forms: every part is read as it was sent, or the request is refused with the part's number.</summary>
public sealed class FormPartsTests
{
    private const string Boundary = "cut";

    private static readonly Gen<byte[]> Content = Gen.OneOf(
        Gen.Byte.Array[0, 300],
        Gen.OneOf(
            "", "\r\n", "\r\n--", "\r\n--cu", "\r\n--cut", "\r\n--cuts\r\n", "\r\n--cut-", "\r\r\n--cu\r\n--cut x", "--cut\r\n", "-",
            "\r").Array[0, 6].Select(pieces => Encoding.ASCII.GetBytes(string.Concat(pieces))));

    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.Char.Array[1, 30].Select(characters => new string(characters)),
        Gen.OneOf("a\"b.jpg", "a\\b.jpg", "\\", "\\\"", "été.jpg", "図.png", "%22", "100%.jpg", ";x=\"y", "=?utf-8?B?eA==?=", "../../x"));

    [Fact]
    public void Any_parts_are_read_as_they_were_sent_however_the_body_is_split() =>
        Gen.Select(
            Content.Array[0, 5], Gen.Int[1, 70].Array[1, 4], Gen.OneOf("", "preamble\r\nof\r\n"), Gen.OneOf("", "\r\n", "\r\nepilogue"))
            .Sample((contents, splits, before, after) =>
        {
            byte[][] expected = [.. contents.Where(content => !HoldsBoundary(content))];
            byte[] body =
                [.. Encoding.ASCII.GetBytes(before),
                .. expected.SelectMany((content, index) => Part($"form-data; name=\"f\"; filename=\"{index}\"", content)), .. "--cut--"u8,
                .. Encoding.ASCII.GetBytes(after)];

            List<(string Name, byte[] Content)> parts = Read(new Chunks(body, splits));

            Assert.Equal(
                expected.Select((content, index) => ($"{index}", Convert.ToHexString(content))),
                parts.Select(part => (part.Name, Convert.ToHexString(part.Content))));
        });

    [Fact]
    public void Any_bytes_have_the_same_result_however_they_are_split() =>
        Gen.Select(
            Gen.OneOf(
                "--cut", "\r\n", "--", "Content-Disposition: form-data", "; name=\"x\"", "; filename=\"y\"", ":", " ", "\t", "\"", "\0",
                "é", "Content-Type: text/plain", "a", "--cut--").Array[0, 25],
            Gen.Int[1, 9].Array[1, 3]).Sample((pieces, splits) =>
        {
            byte[] body = Encoding.UTF8.GetBytes(string.Concat(pieces));

            Assert.Equal(Outcome(new Chunks(body)), Outcome(new Chunks(body, splits)));
        });

    [Fact]
    public void Any_file_name_is_returned_as_it_was_sent() => Gen.Select(Name, Gen.Int[0, 2]).Sample((text, style) =>
    {
        string name = string.Concat(text.EnumerateRunes()).Replace("\r", "", StringComparison.Ordinal)
            .Replace("\n", "", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal);
        string sent = style switch
        {
            // RFC 7578.
            0 => $"filename=\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
            1 => $"filename*=UTF-8''{Uri.EscapeDataString(name)}", // RFC 8187
            _ => $"filename=\"x\"; filename*=utf-8'en'{Uri.EscapeDataString(name)}",
        };
        bool isAmbiguous = style == 0 && (name.Contains('%', StringComparison.Ordinal) || name.StartsWith("=?", StringComparison.Ordinal));

        string read = Assert.Single(Read(new Chunks([.. Part($"form-data; name=\"f\"; {sent}", []), .. "--cut--"u8]))).Name;

        if (!isAmbiguous) Assert.Equal(FileNames.Clean(name), read);
    });

    [Theory]
    [InlineData("""filename="a\"b.jpg" """, "a\"b.jpg")] // RFC 7578, which refers to RFC 2045
    [InlineData("""filename="a%22b.jpg" """, "a\"b.jpg")] // WHATWG
    [InlineData("""filename="a%0D%0Ab.jpg" """, "ab.jpg")]
    [InlineData("""filename="100%25.jpg" """, "100%25.jpg")]
    [InlineData("""filename="C:\photos\beach.jpg" """, "beach.jpg")]
    [InlineData("""filename="a/b\c/d.jpg" """, "d.jpg")]
    [InlineData("""filename="ends with\" """, "image")] // WHATWG: a backslash is a backslash
    [InlineData("""filename="" """, "image")]
    [InlineData("filename=plain.jpg", "plain.jpg")]
    [InlineData("""FILENAME="a.jpg";""", "a.jpg")]
    [InlineData("""filename="old.jpg"; filename*=UTF-8''n%C3%A9.jpg""", "né.jpg")]
    [InlineData("filename*=iso-8859-1''n%E9.jpg", "né.jpg")]
    [InlineData("""filename="=?utf-8?B?bsOpLmpwZw==?=" """, "né.jpg")] // .NET
    public void A_file_name_is_read_in_every_encoding_that_clients_use(string sent, string expected) =>
        Assert.Equal(expected, Assert.Single(Read(new Chunks([.. Part($"form-data; name=\"f\"; {sent}", []), .. "--cut--"u8]))).Name);

    [Theory]
    [InlineData(new byte[] { 0xC3, 0xA9 })]
    [InlineData(new byte[] { 0xE9 })]
    public void A_file_name_in_raw_bytes_is_utf8_or_else_latin1(byte[] letter)
    {
        byte[] body = [.. "--cut\r\nContent-Disposition: form-data; name=f; filename=\""u8, .. letter, .. ".jpg\"\r\n\r\n\r\n--cut--"u8];

        Assert.Equal("é.jpg", Assert.Single(Read(new Chunks(body))).Name);
    }

    [Theory]
    [InlineData("", "is missing")]
    [InlineData("Content-Type: image/jpeg\r\n", "is missing")]
    [InlineData("Content-Disposition: form-data; filename=\"a.jpg\"\r\n", "'name'")]
    [InlineData("Content-Disposition: attachment; name=\"f\"; filename=\"a.jpg\"\r\n", "'form-data'")]
    [InlineData("Content-Disposition: form-data; name=\"f\"; filename=\"a.jpg\r\n", "cannot be read")]
    [InlineData("Content-Disposition: form-data; name=\"f\" filename=\"a.jpg\"\r\n", "cannot be read")]
    [InlineData("Content-Disposition: form-data; name=\"f\"; filename=a; filename=b\r\n", "cannot be read")]
    [InlineData("Content-Disposition: form-data; name=\"f\"; filename*=UTF-8''%E9.jpg\r\n", "'filename*'")]
    [InlineData("Content-Disposition: form-data; name=\"f\"; filename*=KOI8-R''a.jpg\r\n", "'filename*'")]
    [InlineData("Content-Disposition form-data\r\n", "not a header")]
    [InlineData("Content-Disposition: form-data; name=\"a\0b\"\r\n", "not a header")]
    [InlineData("Content-Disposition: form-data; name=f\r\nContent-Disposition: form-data; name=g\r\n", "twice")]
    [InlineData("Content-Disposition: form-data; name=f\r\nContent-Encoding: gzip\r\n", "Content-Encoding")]
    [InlineData("Content-Disposition: form-data; name=f\r\nContent-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding")]
    [InlineData("Content-Disposition: form-data; name=f\r\nContent-Type: multipart/mixed; boundary=inner\r\n", "multipart")]
    public void A_part_that_cannot_be_read_is_named_by_its_number(string headers, string what)
    {
        byte[] body =
            [.. Part("form-data; name=f; filename=first.jpg", "x"u8),
            .. Encoding.Latin1.GetBytes($"--cut\r\n{headers}\r\ncontent\r\n--cut--")];

        RequestErrorException refused = Assert.Throws<RequestErrorException>(() => Read(new Chunks(body)));

        Assert.Contains("Part 2 ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_and_fields_of_a_part_have_a_limit()
    {
        byte[] headers = [.. "--cut\r\nX: "u8, .. new byte[MultipartParser.MaxHeaderBytes], .. "\r\n\r\n\r\n--cut--"u8];
        byte[] field = [.. Part("form-data; name=f", new byte[70_000]), .. "--cut--"u8];

        Assert.All(
            [headers, field], body =>
            Assert.Contains(
            "Part 1 ", Assert.Throws<RequestErrorException>(() => Read(new Chunks(body))).Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--cut")]
    [InlineData("--cut\r\nContent-Disposition: form-data; name=f\r\n\r\nvalue")]
    [InlineData("--cut\r\nContent-Disposition: form-data; name=f\r\n\r\nvalue\r\n--cut")]
    [InlineData("--cut\r\nContent-Disposition: form-data; name=f\r\n\r\nvalue\r\n--cut-")]
    [InlineData("--cut\r\nContent-Disposition: form-data; name=f\r\n\r\nvalue\r\n--cut--more")]
    public void A_form_without_its_final_boundary_is_incomplete(string body) =>
        Assert.Equal(
            ErrorKind.IncompleteBody,
            Assert.Throws<RequestErrorException>(() => Read(new Chunks(Encoding.ASCII.GetBytes(body)))).Error.Kind);

    [Theory]
    [InlineData("--cut \t\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\nx\r\n--cut--  \r\n")]
    [InlineData("\r\n--cut\r\nContent-Disposition:form-data;\r\n name=f; filename=a\r\n\r\nx\r\n--cut--")]
    public void Padding_after_a_boundary_and_folded_headers_are_read(string body) =>
        Assert.Equal("x"u8, Assert.Single(Read(new Chunks(Encoding.ASCII.GetBytes(body)))).Content);

    [Fact]
    public void A_part_after_the_final_boundary_is_an_error()
    {
        byte[] body =
            [.. Part("form-data; name=f; filename=a.jpg", "x"u8), .. "--cut--\r\n"u8, .. Part("form-data; name=f; filename=b.jpg", "y"u8),
            .. "--cut--\r\n"u8];

        Assert.Contains(
            "after part 1", Assert.Throws<RequestErrorException>(() => Read(new Chunks(body))).Message, StringComparison.Ordinal);
    }

    private static bool HoldsBoundary(byte[] content)
    {
        byte[] within = [.. "\r\n"u8, .. content, .. "\r\n"u8];
        return within.AsSpan().IndexOf("\r\n--cut\r\n"u8) >= 0 || within.AsSpan().IndexOf("\r\n--cut--\r\n"u8) >= 0;
    }

    private static byte[] Part(string disposition, ReadOnlySpan<byte> content) =>
        [.. Encoding.UTF8.GetBytes($"--cut\r\nContent-Disposition: {disposition}\r\n\r\n"), .. content, .. "\r\n"u8];

    private static List<(string Name, byte[] Content)> Read(Stream body) => ReadAsync(body).GetAwaiter().GetResult();

    private static async Task<List<(string Name, byte[] Content)>> ReadAsync(Stream body)
    {
        List<(string, byte[])> parts = [];
        await foreach (FormPart part in FormParts.ReadAsync(body, Boundary, default))
        {
            using MemoryStream content = new();
            if (part is FormPart.File file) await file.Content.CopyToAsync(content);
            parts.Add(part is FormPart.File(_, var name, _, _) ? (name, content.ToArray()) : ("field", []));
        }

        return parts;
    }

    private static string Outcome(Stream body)
    {
        try
        {
            return string.Join('|', Read(body).Select(part => $"{part.Name}={Convert.ToHexString(part.Content)}"));
        }
        catch (RequestErrorException refused)
        {
            return refused.Message;
        }
    }
}
