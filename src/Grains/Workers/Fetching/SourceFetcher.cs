using System.Diagnostics;
using System.Threading.RateLimiting;
using JpegReducer.Grains.Tracing;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>
/// Brings an image from a customer's server into the blob store: a few at once from each host, and again where the server is busy or breaks
/// off, with exponential back-off and full jitter, as often as <see cref="FetchOptions.Retries"/> and as long as
/// <see cref="FetchOptions.TotalTimeout"/> allow. While one waits for its next attempt, others have its turn.
/// </summary>
internal sealed class SourceFetcher(
    SourceRequest request, IOptions<FetchOptions> options, IOptions<WorkerOptions> worker, Backoff backoff, WorkerInstruments instruments, TimeProvider time)
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
    /// <exception cref="OperationCanceledException">Nothing waits for it any more.</exception>
    /// <exception cref="IOException">Storage failed; the source is not to blame.</exception>
    public async Task<FetchOutcome> FetchAsync(string address, BlobKey key, long maxBytes, CancellationToken cancellationToken)
    {
        if (!SourceUrl.TryParse(address, out Uri? url)) return new FetchOutcome.Failed(Reasons.SourceRefused, "The URL is not one that can be fetched.");

        TimeSpan left = options.Value.TotalTimeout;
        for (int attempts = 1; ; attempts++)
        {
            (FetchAttempt attempt, TimeSpan took) = await AttemptInTurnAsync(url, key, maxBytes, left, cancellationToken);
            instruments.FetchFinished(attempt switch
            {
                FetchAttempt.Ended(FetchOutcome.Fetched) => "fetched",
                FetchAttempt.Ended => "failed",
                _ => "broken",
            });
            if (attempt is FetchAttempt.Ended(var outcome)) return outcome;

            FetchAttempt.Broken broken = (FetchAttempt.Broken)attempt;
            TimeSpan pause = (broken.RetryAfter ?? TimeSpan.Zero) + backoff.Delay(attempts);
            left -= took + pause;
            if (attempts > options.Value.Retries || left <= TimeSpan.Zero) return GiveUp(broken, attempts, options.Value.Retries);

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _perHost.Dispose();
        _fetches.Dispose();
    }

    private static FetchOutcome.Failed GiveUp(FetchAttempt.Broken last, int attempts, int retries)
    {
        string tried = attempts == 1 ? "" : $" It was tried {attempts} times.";
        string asked = last.RetryAfter is { } wait && attempts <= retries ? $" It asks for a pause of {wait.TotalSeconds:0} seconds, which is too long." : "";
        return new FetchOutcome.Failed(Reasons.SourceUnreachable, $"{last.Detail}{tried}{asked}");
    }

    private async Task<(FetchAttempt Attempt, TimeSpan Took)> AttemptInTurnAsync(Uri url, BlobKey key, long maxBytes, TimeSpan left, CancellationToken cancellationToken)
    {
        using RateLimitLease turn = await _perHost.AcquireAsync(url.IdnHost, 1, cancellationToken);
        await _fetches.WaitAsync(cancellationToken);
        try
        {
            long began = time.GetTimestamp();
            using Activity? span = TraceSources.Fetching.StartChild("fetch");
            TimeSpan timeout = left < options.Value.Timeout ? left : options.Value.Timeout;
            return (await request.SendAsync(url, key, maxBytes, timeout, cancellationToken), time.GetElapsedTime(began));
        }
        finally
        {
            _fetches.Release();
        }
    }
}
