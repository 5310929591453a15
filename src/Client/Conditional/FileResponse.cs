using System.Globalization;
using JpegReducer.Client.Errors;
using JpegReducer.Interfaces.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace JpegReducer.Client.Conditional;

/// <summary>
/// The response with a stored file. Conditional headers and ranges of GET and HEAD are evaluated in the order of RFC 9110; those of POST
/// are ignored, because its response is not a representation of the addressed resource (13.2.1).
/// </summary>
/// <param name="file">The file.</param>
/// <param name="content">Its bytes; seekable. Disposed of.</param>
/// <param name="type">Its media type.</param>
/// <param name="name">The name under which a browser saves it; <see langword="null"/> to show it inline.</param>
/// <remarks>
/// ASP.NET's own file results also evaluate ranges of HEAD and conditional headers of POST, and give dates precedence over entity tags.
/// </remarks>
internal sealed class FileResponse(StoredFile file, Stream content, string? type, string? name) : IResult
{
    private const string UnknownType = "application/octet-stream";

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using Stream body = content;
        EntityTagHeaderValue tag = new($"\"{file.Sha256}\"");
        ByteRange all = new(0, file.Bytes - 1);
        if (!HttpMethods.IsGet(httpContext.Request.Method))
        {
            httpContext.Response.Headers.ETag = tag.ToString();
            await SendAsync(httpContext, body, all, isPart: false);
            return;
        }

        IHeaderDictionary asked = httpContext.Request.Headers, headers = httpContext.Response.Headers;
        PreconditionResult result = Preconditions.Evaluate(asked, tag);
        if (result is PreconditionResult.Failed) throw new PreconditionFailedException();

        headers.AcceptRanges = "bytes";
        ByteRange? range = null;
        if (result is PreconditionResult.Proceed && asked.Range.Count > 0 && Preconditions.RangeApplies(asked, tag)
            && !ByteRange.TryRead(asked.Range.ToString(), file.Bytes, out range))
        {
            headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{file.Bytes}");
            RequestError error = new(ErrorKind.RangeNotSatisfiable, $"The file has {file.Bytes} bytes, and none in the range of 'Range'.");
            await httpContext.RequestServices.GetRequiredService<ErrorResponses>().WriteAsync(httpContext, error);
            return;
        }

        headers.ETag = tag.ToString();
        headers.CacheControl = "private, no-cache";
        if (result is PreconditionResult.NotModified)
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(file.Sha256))}:";
        await SendAsync(httpContext, body, range ?? all, isPart: range is not null);
    }

    private async Task SendAsync(HttpContext context, Stream body, ByteRange range, bool isPart)
    {
        HttpResponse response = context.Response;
        if (name is not null)
        {
            ContentDispositionHeaderValue disposition = new("attachment");
            disposition.SetHttpFileName(name);
            response.Headers.ContentDisposition = disposition.ToString();
        }

        response.ContentType = type ?? UnknownType;
        response.ContentLength = range.Length;
        if (isPart)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {range.First}-{range.Last}/{file.Bytes}");
        }

        if (HeadRequests.IsHead(context)) return;

        try
        {
            if (range.First > 0) body.Seek(range.First, SeekOrigin.Begin);
            await StreamCopyOperation.CopyToAsync(body, response.Body, range.Length, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
    }
}
