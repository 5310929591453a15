using System.Net;
using System.Threading.RateLimiting;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Storage.Blobs;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>Brings an image from a customer's server into the blob store, politely.</summary>
internal sealed class SourceFetcher(
    IHttpClientFactory clients, IBlobStore blobs, IOptions<FetchOptions> options, IOptions<WorkerOptions> worker) : IDisposable
{
    /// <summary>The name of the HTTP client, which follows redirects, tries again, and connects through <see cref="AddressGuard"/>.</summary>
    public const string ClientName = "source";

    private readonly SemaphoreSlim _fetches = new(worker.Value.Fetches);
    private readonly PartitionedRateLimiter<string> _perHost = PartitionedRateLimiter.Create<string, string>(host =>
        RateLimitPartition.GetConcurrencyLimiter(host, _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Value.PerHost,
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }));

    /// <summary>Fetches <paramref name="address"/> into <paramref name="key"/>.</summary>
    public async Task<FetchOutcome> FetchAsync(string address, BlobKey key, long mostBytes, CancellationToken cancellationToken)
    {
        Uri uri = new(address);
        using RateLimitLease turn = await _perHost.AcquireAsync(uri.IdnHost, 1, cancellationToken);
        await _fetches.WaitAsync(cancellationToken);
        try
        {
            return await FetchInTurnAsync(uri, key, mostBytes, cancellationToken);
        }
        finally
        {
            _fetches.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _perHost.Dispose();
        _fetches.Dispose();
    }

    private async Task<FetchOutcome> FetchInTurnAsync(Uri uri, BlobKey key, long mostBytes, CancellationToken cancellationToken)
    {
        using CancellationTokenSource bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(options.Value.Timeout * (options.Value.Retries + 1));
        try
        {
            using HttpClient client = clients.CreateClient(ClientName);
            using HttpResponseMessage response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, bounded.Token);
            if (!response.IsSuccessStatusCode) return Refused(response.StatusCode);
            if (response.Content.Headers.ContentLength > mostBytes) return TooManyBytes(mostBytes);

            await using Stream body = await response.Content.ReadAsStreamAsync(bounded.Token);
            return new FetchOutcome.Fetched(await blobs.WriteAsync(key, body, mostBytes, bounded.Token));
        }
        catch (BlobTooLargeException)
        {
            return TooManyBytes(mostBytes);
        }
        catch (Exception exception) when (FindForbidden(exception) is { } forbidden)
        {
            return new FetchOutcome.Failed(Reasons.AddressForbidden, forbidden.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FetchOutcome.Failed(Reasons.SourceUnreachable, $"{uri.Host} did not answer in time.");
        }
        catch (HttpRequestException exception)
        {
            return new FetchOutcome.Failed(Reasons.SourceUnreachable, $"{uri.Host} could not be reached: {Words(exception)}.");
        }
        catch (HttpIOException)
        {
            return new FetchOutcome.Failed(Reasons.SourceUnreachable, $"{uri.Host} broke off in the middle of the image.");
        }
    }

    private static FetchOutcome.Failed Refused(HttpStatusCode status) =>
        new((int)status >= 500 ? Reasons.SourceUnreachable : Reasons.SourceRefused, $"The server answered {(int)status}.");

    private static FetchOutcome.Failed TooManyBytes(long mostBytes) =>
        new(Reasons.TooManyBytes, $"The image has more than {mostBytes} bytes.");

    private static ForbiddenAddressException? FindForbidden(Exception? exception) =>
        exception is null or ForbiddenAddressException ? exception as ForbiddenAddressException : FindForbidden(exception.InnerException);

    private static string Words(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "its name is not known",
        HttpRequestError.ConnectionError => "it does not accept connections",
        HttpRequestError.SecureConnectionError => "its certificate is not trusted",
        _ => "it does not speak HTTP as it should",
    };
}

/// <summary>What fetching came to.</summary>
internal abstract record FetchOutcome
{
    private FetchOutcome()
    {
    }

    /// <summary>The image is in the blob store.</summary>
    public sealed record Fetched(BlobInfo Blob) : FetchOutcome;

    /// <summary>It could not be had.</summary>
    public sealed record Failed(string Reason, string Detail) : FetchOutcome;
}
