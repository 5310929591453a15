using System.Globalization;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Problems;
using JpegReducer.Interfaces.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Net.Http.Headers;

namespace JpegReducer.Client.Conditional;

/// <summary>
/// Answers with a stored file. Of GET and HEAD the conditional headers count, then the ranges, as RFC 9110 has them; of POST neither, because its
/// answer is no version of what it is addressed to (13.2.1).
/// </summary>
/// <param name="file">The file.</param>
/// <param name="content">Its bytes, which can be sought in. Disposed of.</param>
/// <param name="type">Its media type.</param>
/// <param name="name">The name under which a browser saves it; <see langword="null"/> where it is to be shown.</param>
/// <remarks>ASP.NET's own file results also evaluate ranges of HEAD and conditional headers of POST, and give dates precedence over entity tags.</remarks>
internal sealed class FileAnswer(StoredFile file, Stream content, string? type, string? name) : IResult
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
            await Problem.Of(ProblemCodes.RangeNotSatisfiable, $"The file has {file.Bytes} bytes, and none in the range that 'Range' asks for.").ExecuteAsync(httpContext);
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
