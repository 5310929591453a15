using System.Net.Http.Headers;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Storage.Blobs;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>One attempt to fetch an image into the blob store: the request, its redirects and the whole body.</summary>
internal sealed class SourceRequest(IHttpClientFactory clients, IBlobStore blobs, IOptions<FetchOptions> options, TimeProvider time)
{
    /// <summary>The name of the HTTP client, which connects through <see cref="AddressGuard"/> and does not follow redirects.</summary>
    public const string ClientName = "source";

    /// <summary>Fetches <paramref name="url"/> into <paramref name="key"/>. Errors of storage are thrown.</summary>
    public async Task<FetchAttempt> SendAsync(Uri url, BlobKey key, long maxBytes, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using HttpClient client = clients.CreateClient(ClientName);
        using CancellationTokenSource deadline = new(timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        for (int followed = 0; ; followed++)
        {
            HttpResponseMessage response;
            try
            {
                response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, either.Token);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested
                && SourceErrors.Explain(exception, url.Host) is { } explained)
            {
                return explained;
            }

            using (response)
            {
                if (!Redirects.IsRedirect(response))
                    return await ReadAsync(response, url.Host, key, maxBytes, deadline.Token, cancellationToken);
                if (!Redirects.TryResolve(url, response, followed, out Uri? target, out string? rejection))
                    return FetchAttempt.Refused(rejection);
                url = target;
            }
        }
    }

    private async Task<FetchAttempt> ReadAsync(
        HttpResponseMessage response, string host, BlobKey key, long maxBytes, CancellationToken deadline,
        CancellationToken cancellationToken)
    {
        if (CheckStatus(response, host) is { } ended) return ended;

        string[] codings = ContentCoding.Of(response.Content.Headers);
        if (!ContentCoding.IsSupported(codings))
            return FetchAttempt.Refused($"{host} sent a body encoded with '{string.Join(", ", codings)}', which is not supported.");

        long maxRead = codings.Length == 0 ? maxBytes : ContentCoding.MaxEncodedBytes(maxBytes);
        if (response.Content.Headers.ContentLength > maxRead) return FetchAttempt.TooManyBytes(maxBytes);

        try
        {
            await using SourceBody body = new(
                await response.Content.ReadAsStreamAsync(cancellationToken), host, maxRead, maxBytes, options.Value.IdleTimeout, time,
                deadline, cancellationToken);
            await using Stream content = codings is [var coding] ? await ContentCoding.DecodeAsync(body, coding, host) : body;
            return new FetchAttempt.Final(new FetchOutcome.Fetched(await blobs.WriteAsync(key, content, maxBytes, cancellationToken)));
        }
        catch (SourceBodyException failed)
        {
            return failed.Attempt;
        }
        catch (BlobTooLargeException)
        {
            return FetchAttempt.TooManyBytes(maxBytes);
        }
    }

    private FetchAttempt? CheckStatus(HttpResponseMessage response, string host) => (int)response.StatusCode switch
    {
        206 => FetchAttempt.Refused($"{host} responded with status 206, a part of the image that was not requested."),
        >= 200 and < 300 => null,
        (408 or 429 or (>= 500 and < 600)) and var status =>
            new FetchAttempt.Transient($"{host} responded with status {status}.", RetryAfter(response.Headers.RetryAfter)),
        var status => FetchAttempt.Refused($"{host} responded with status {status}."),
    };

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        TimeSpan? wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
