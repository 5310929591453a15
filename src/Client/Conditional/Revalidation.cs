using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace JpegReducer.Client.Conditional;

/// <summary>
/// Adds entity tags, digests of the bytes, to the responses of marked endpoints, and evaluates conditional requests for them. A response of
/// more than <see cref="MaxBytes"/> is streamed without a tag.
/// </summary>
internal static class Revalidation
{
    /// <summary>The maximum length of a response that is buffered.</summary>
    internal const int MaxBytes = 1 << 20;

    /// <summary>Supports conditional GET and HEAD of an endpoint.</summary>
    public static TBuilder WithEntityTag<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(Mark.Instance);

    public static async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Mark>() is null || !HttpMethods.IsGet(context.Request.Method))
        {
            await next(context);
            return;
        }

        IHttpResponseBodyFeature direct = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using BufferedBody buffered = new(direct.Stream, MaxBytes, () => OnTooLarge(context));
        StreamResponseBodyFeature body = new(buffered, direct);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await next(context);
            await body.CompleteAsync();
        }
        catch (ResponseCompleteException)
        {
            // The response has no body, or its headers suffice.
        }
        finally
        {
            context.Features.Set(direct);
        }

        if (!buffered.IsPassedThrough) await SendAsync(context, buffered.Content);
    }

    private static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> content)
    {
        HttpResponse response = context.Response;
        if (response.StatusCode is StatusCodes.Status200OK)
        {
            EntityTagHeaderValue tag = new($"\"{Base64Url.EncodeToString(SHA256.HashData(content.Span).AsSpan(0, 16))}\"");
            PreconditionResult result = Preconditions.Evaluate(context.Request.Headers, tag);
            if (result is PreconditionResult.Failed) throw new PreconditionFailedException();

            SetValidators(response, tag);
            if (result is PreconditionResult.NotModified)
            {
                RespondNotModified(response);
                return;
            }
        }

        if (!response.HasStarted) response.ContentLength = content.Length;
        if (!HeadRequests.IsHead(context)) await response.Body.WriteAsync(content, context.RequestAborted);
    }

    /// <summary>Without a tag, only conditions on the existence of the resource can be evaluated.</summary>
    private static void OnTooLarge(HttpContext context)
    {
        if (context.Response.StatusCode is not StatusCodes.Status200OK) return;

        SetValidators(context.Response, tag: null);
        switch (Preconditions.Evaluate(context.Request.Headers, tag: null))
        {
            case PreconditionResult.Failed:
                throw new PreconditionFailedException();
            case PreconditionResult.NotModified:
                RespondNotModified(context.Response);
                throw new ResponseCompleteException();
        }

        if (HeadRequests.IsHead(context)) throw new ResponseCompleteException();
    }

    private static void SetValidators(HttpResponse response, EntityTagHeaderValue? tag)
    {
        if (tag is not null) response.Headers.ETag = tag.ToString();
        if (response.Headers.CacheControl.Count == 0) response.Headers.CacheControl = "private, no-cache";
    }

    private static void RespondNotModified(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status304NotModified;
        response.ContentType = null;
        response.ContentLength = null;
    }

    private sealed class Mark
    {
        public static Mark Instance { get; } = new();
    }

    /// <summary>Ends an endpoint whose further bytes would be discarded.</summary>
    private sealed class ResponseCompleteException : Exception;
}
