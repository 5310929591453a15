using System.Runtime.CompilerServices;
using JpegReducer.Client.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace JpegReducer.Client.Uploads;

/// <summary>The parts of a <c>multipart/form-data</c> body (RFC 7578), one after another as they arrive. No part is skipped.</summary>
internal static class FormParts
{
    /// <summary>The header with the client's own reference for an image; returned unchanged.</summary>
    public const string ClientRefHeader = "X-Client-Ref";

    private const int MaxBoundaryLength = 200;
    private const int MaxFieldBytes = 64 << 10;

    /// <summary>
    /// The maximum number of parts of a form: the response lists every file, and so does the memory of the gateway until then.
    /// </summary>
    internal const int MaxParts = 10_000;

    /// <summary>Whether the request has a body of several parts.</summary>
    public static bool IsMultipart(HttpRequest request) =>
        request.ContentType?.TrimStart().StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>Reads the parts. A file's content must be read before the next part is requested.</summary>
    /// <exception cref="RequestErrorException">The body is not what its Content-Type announces, or a part of it cannot be read.</exception>
    public static IAsyncEnumerable<FormPart> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        ReadAsync(request.Body, BoundaryOf(request.ContentType), cancellationToken);

    /// <summary>Reads the parts of a body that has a boundary.</summary>
    public static async IAsyncEnumerable<FormPart> ReadAsync(
        Stream body, string boundary, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MultipartParser parser = new(body, boundary);
        while (await parser.ReadHeadersAsync(cancellationToken) is { } header)
        {
            int number = parser.Count;
            if (number > MaxParts)
                throw RequestErrorException.TooLarge($"A form has at most {MaxParts} parts. Send more files in further requests.");
            PartHeaders headers = PartHeaders.Parse(header, number);
            CheckEncodings(headers, number);
            ContentDisposition disposition = ContentDisposition.Parse(headers.Find("Content-Disposition"), out string? problem)
                ?? throw RequestErrorException.Invalid($"Part {number} of the form cannot be read: its Content-Disposition {problem}.");

            PartStream content = new(parser);
            if (disposition.FileName is not { } name)
            {
                yield return new FormPart.Field(number, disposition.Name, await ReadFieldAsync(content, number, cancellationToken));
                continue;
            }

            string? clientRef = headers.Find(ClientRefHeader) is { } raw ? PartHeaders.ToText(raw) : null;
            if (FileNames.CheckRef(clientRef) is { } wrong)
                throw RequestErrorException.Invalid($"Part {number} of the form: '{ClientRefHeader}' {wrong}.");
            yield return new FormPart.File(number, FileNames.Clean(name), clientRef, content);
        }
    }

    private static string BoundaryOf(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type))
            throw RequestErrorException.Invalid("The Content-Type of the form cannot be read.");
        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw RequestErrorException.UnsupportedMediaType("A body of several parts is multipart/form-data.");
        }

        string? boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        bool isUsable = boundary is { Length: > 0 and <= MaxBoundaryLength } && boundary[^1] != ' '
            && !boundary.AsSpan().ContainsAnyExceptInRange(' ', '~')
            && type.Parameters.Count(parameter => parameter.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase)) == 1;
        return isUsable ? boundary! : throw RequestErrorException.Invalid("The Content-Type of the form has no usable boundary.");
    }

    /// <summary>Content that would have to be decoded first is refused: stored as it is, it would be no image.</summary>
    private static void CheckEncodings(PartHeaders headers, int number)
    {
        if (headers.Find("Content-Encoding") is { } coding && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw RequestErrorException.UnsupportedMediaType(
                $"Part {number} of the form has a Content-Encoding. Send its bytes as they are.");
        }

        if (headers.Find("Content-Transfer-Encoding") is { } encoding && encoding.ToUpperInvariant() is not ("BINARY" or "8BIT" or "7BIT"))
        {
            throw RequestErrorException.UnsupportedMediaType(
                $"Part {number} of the form has a Content-Transfer-Encoding (RFC 7578, 4.7). Send its bytes as they are.");
        }

        if (headers.Find("Content-Type")?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) is true)
        {
            throw RequestErrorException.Invalid(
                $"Part {number} of the form is a multipart body itself. Send each file as a part of its own.");
        }
    }

    private static async Task<string> ReadFieldAsync(PartStream content, int number, CancellationToken cancellationToken)
    {
        byte[] value = new byte[MaxFieldBytes + 1];
        int length = await content.ReadAtLeastAsync(value, value.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MaxFieldBytes)
        {
            throw RequestErrorException.Invalid(
                $"Part {number} of the form is a field of more than {MaxFieldBytes / 1024} KiB. A file needs a 'filename' in its "
                    + "Content-Disposition.");
        }

        return System.Text.Unicode.Utf8.IsValid(value.AsSpan(0, length))
            ? System.Text.Encoding.UTF8.GetString(value, 0, length)
            : throw RequestErrorException.Invalid(
                $"Part {number} of the form is a field that is not UTF-8. A file needs a 'filename' in its Content-Disposition.");
    }

    /// <summary>The content of the current part of the parser.</summary>
    private sealed class PartStream(MultipartParser parser) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            parser.ReadContentAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A body is read asynchronously.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

/// <summary>One part of a form.</summary>
/// <param name="Number">Its position in the body, from 1.</param>
internal abstract record FormPart(int Number)
{
    /// <summary>A file that is being received.</summary>
    /// <param name="Number">Its position in the body, from 1.</param>
    /// <param name="Name">Its name, without any path.</param>
    /// <param name="ClientRef">The client's own reference.</param>
    /// <param name="Content">Its content, read as it arrives.</param>
    public sealed record File(int Number, string Name, string? ClientRef, Stream Content) : FormPart(Number);

    /// <summary>A field that is not a file.</summary>
    /// <param name="Number">Its position in the body, from 1.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Value">Its value.</param>
    public sealed record Field(int Number, string Name, string Value) : FormPart(Number);
}
