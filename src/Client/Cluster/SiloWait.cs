using Microsoft.Extensions.Logging;

namespace JpegReducer.Client.Cluster;

/// <summary>A gateway that starts before the first silo waits for it.</summary>
internal sealed partial class SiloWait(ILogger<SiloWait> logger, TimeProvider time) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private bool _isSaid;

    /// <inheritdoc/>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (!_isSaid) LogWaiting(exception.Message);
        _isSaid = true;
        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "No silo of the cluster can be reached; the gateway waits for one: {Why}")]
    private partial void LogWaiting(string why);
}
