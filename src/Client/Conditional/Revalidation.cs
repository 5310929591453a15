using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace JpegReducer.Client.Conditional;

/// <summary>
/// Gives the answers of marked endpoints an entity tag, the digest of their bytes, and answers conditional requests for them. An answer of
/// more than <see cref="MaxBytes"/> is sent as it is written, without a tag.
/// </summary>
internal static class Revalidation
{
    /// <summary>The most bytes that are held until an answer is complete.</summary>
    internal const int MaxBytes = 1 << 20;

    /// <summary>Lets GET and HEAD of an endpoint be conditional.</summary>
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
        await using HeldBody held = new(direct.Stream, MaxBytes, () => OnTooLarge(context));
        StreamResponseBodyFeature body = new(held, direct);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await next(context);
            await body.CompleteAsync();
        }
        catch (AnswerCompleteException)
        {
            // All that is sent is known.
        }
        finally
        {
            context.Features.Set(direct);
        }

        if (!held.IsPassedOn) await SendAsync(context, held.Content);
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
                AnswerNotModified(response);
                return;
            }
        }

        if (!response.HasStarted) response.ContentLength = content.Length;
        if (!HeadRequests.IsHead(context)) await response.Body.WriteAsync(content, context.RequestAborted);
    }

    /// <summary>Of an answer without a tag, conditions can only ask whether there is one.</summary>
    private static void OnTooLarge(HttpContext context)
    {
        if (context.Response.StatusCode is not StatusCodes.Status200OK) return;

        SetValidators(context.Response, tag: null);
        switch (Preconditions.Evaluate(context.Request.Headers, tag: null))
        {
            case PreconditionResult.Failed:
                throw new PreconditionFailedException();
            case PreconditionResult.NotModified:
                AnswerNotModified(context.Response);
                throw new AnswerCompleteException();
        }

        if (HeadRequests.IsHead(context)) throw new AnswerCompleteException();
    }

    private static void SetValidators(HttpResponse response, EntityTagHeaderValue? tag)
    {
        if (tag is not null) response.Headers.ETag = tag.ToString();
        if (response.Headers.CacheControl.Count == 0) response.Headers.CacheControl = "private, no-cache";
    }

    private static void AnswerNotModified(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status304NotModified;
        response.ContentType = null;
        response.ContentLength = null;
    }

    private sealed class Mark
    {
        public static Mark Instance { get; } = new();
    }

    /// <summary>Ends an endpoint whose further bytes nothing would be done with.</summary>
    private sealed class AnswerCompleteException : Exception;
}
