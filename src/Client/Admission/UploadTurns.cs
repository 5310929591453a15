using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace JpegReducer.Client.Admission;

/// <summary>
/// Lets so many uploads come in at once, as many more wait, and asks the others to come again: an upload to an object store takes up to
/// 8 MiB of memory while it comes.
/// </summary>
internal sealed class UploadTurns(IOptions<GatewayOptions> options) : IDisposable
{
    private readonly ConcurrencyLimiter _turns = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.ConcurrentUploads,
        QueueLimit = options.Value.ConcurrentUploads,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for a turn. Dispose of the answer when the upload is in.</summary>
    /// <exception cref="GatewayBusyException">Too many wait already.</exception>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        RateLimitLease turn = await _turns.AcquireAsync(1, cancellationToken);
        if (turn.IsAcquired) return turn;

        turn.Dispose();
        throw new GatewayBusyException();
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();
}

/// <summary>The gateway takes in as much as it can.</summary>
internal sealed class GatewayBusyException() : Exception("The gateway takes in as many uploads as it can.");
