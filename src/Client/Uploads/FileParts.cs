using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace JpegReducer.Client.Uploads;

/// <summary>The files of a <c>multipart/form-data</c> body (RFC 7578), one after another as they arrive.</summary>
internal static class FileParts
{
    /// <summary>A part's header by which a client calls the image; handed back untouched.</summary>
    public const string ClientRefHeader = "X-Client-Ref";

    private const int MostBoundary = 200;

    /// <summary>Whether the request has such a body.</summary>
    public static bool IsMultipart(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the parts that are files; the others are passed over. A part's body must be read before the next is asked for.</summary>
    /// <exception cref="BadHttpRequestException">The body is not what its header says.</exception>
    public static async IAsyncEnumerable<FilePart> ReadAsync(HttpRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).Value;
        if (boundary is not { Length: > 0 and <= MostBoundary }) throw new BadHttpRequestException("The multipart body has no usable boundary.");

        MultipartReader reader = new(boundary, request.Body);
        while (await NextAsync(reader, cancellationToken) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? disposition)) continue;
            if (!disposition.FileName.HasValue && !disposition.FileNameStar.HasValue) continue;

            string? clientRef = section.Headers?.TryGetValue(ClientRefHeader, out var values) is true ? values.ToString() : null;
            string name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
            yield return new FilePart(FileNames.Clean(name), FileNames.CleanRef(clientRef), section.Body);
        }
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw new BadHttpRequestException("Unexpected end of request content: the multipart body has no final boundary.");
        }
        catch (InvalidDataException exception)
        {
            throw new BadHttpRequestException(exception.Message);
        }
    }
}

/// <summary>A file on its way in.</summary>
/// <param name="Name">Its name, without any path.</param>
/// <param name="ClientRef">What the sender calls it.</param>
/// <param name="Body">Its content, read as it arrives.</param>
internal sealed record FilePart(string Name, string? ClientRef, Stream Body);
