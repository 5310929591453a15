using System.Diagnostics;
using System.Threading.RateLimiting;
using JpegReducer.Grains.Resilience;
using JpegReducer.Grains.Tracing;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>
/// Fetches images from the servers of customers into the blob store, with a limit of concurrent fetches for each host. An attempt fails
/// transiently if the server is busy or closes the connection, and is retried with exponential back-off and full jitter within
/// <see cref="FetchOptions.Retries"/> and <see cref="FetchOptions.TotalTimeout"/>. The pause before a retry occupies no place of the host's
/// limit.
/// </summary>
internal sealed class SourceFetcher(
    SourceRequest request, IOptions<FetchOptions> options, IOptions<WorkerOptions> worker, Backoff backoff, WorkerInstruments instruments,
    TimeProvider time)
    : IDisposable
{
    private readonly SemaphoreSlim _fetches = new(worker.Value.Fetches);
    private readonly PartitionedRateLimiter<string> _perHost = PartitionedRateLimiter.Create<string, string>(host =>
        RateLimitPartition.GetConcurrencyLimiter(host, _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Value.PerHost,
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }));

    /// <summary>Fetches <paramref name="address"/> into <paramref name="key"/>.</summary>
    /// <exception cref="OperationCanceledException">The image is not needed any more.</exception>
    /// <exception cref="IOException">Storage failed, not the source.</exception>
    public async Task<FetchOutcome> FetchAsync(string address, BlobKey key, long maxBytes, CancellationToken cancellationToken)
    {
        if (!SourceUrl.TryParse(address, out Uri? url))
            return new FetchOutcome.Failed(
                Reasons.SourceRefused, "The URL cannot be fetched: it is not an absolute http or https URL with a valid host.");

        TimeSpan left = options.Value.TotalTimeout;
        for (int attempts = 1; ; attempts++)
        {
            (FetchAttempt attempt, TimeSpan took) = await AttemptAsync(url, key, maxBytes, left, cancellationToken);
            instruments.FetchFinished(attempt switch
            {
                FetchAttempt.Final(FetchOutcome.Fetched) => "fetched",
                FetchAttempt.Final => "failed",
                _ => "transient",
            });
            if (attempt is FetchAttempt.Final(var outcome)) return outcome;

            FetchAttempt.Transient failure = (FetchAttempt.Transient)attempt;
            TimeSpan pause = (failure.RetryAfter ?? TimeSpan.Zero) + backoff.Delay(attempts);
            left -= took + pause;
            if (attempts > options.Value.Retries || left <= TimeSpan.Zero) return Fail(failure, attempts, options.Value.Retries);

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _perHost.Dispose();
        _fetches.Dispose();
    }

    private static FetchOutcome.Failed Fail(FetchAttempt.Transient last, int attempts, int retries)
    {
        string retried = attempts == 1 ? "" : $" {attempts} attempts were made.";
        string tooLate = last.RetryAfter is { } wait && attempts <= retries
            ? $" It asked for a pause of {wait.TotalSeconds:0} seconds, which exceeds the time limit." : "";
        return new FetchOutcome.Failed(Reasons.SourceUnreachable, $"{last.Detail}{retried}{tooLate}");
    }

    private async Task<(FetchAttempt Attempt, TimeSpan Took)> AttemptAsync(
        Uri url, BlobKey key, long maxBytes, TimeSpan left, CancellationToken cancellationToken)
    {
        using RateLimitLease permit = await _perHost.AcquireAsync(url.IdnHost, 1, cancellationToken);
        await _fetches.WaitAsync(cancellationToken);
        try
        {
            long startedAt = time.GetTimestamp();
            using Activity? span = TraceSources.Fetching.StartChild("fetch");
            TimeSpan timeout = left < options.Value.Timeout ? left : options.Value.Timeout;
            return (await request.SendAsync(url, key, maxBytes, timeout, cancellationToken), time.GetElapsedTime(startedAt));
        }
        finally
        {
            _fetches.Release();
        }
    }
}
