using Microsoft.Extensions.Logging;

namespace JpegReducer.Client.Cluster;

/// <summary>Lets a gateway that starts before the first silo wait for it.</summary>
internal sealed partial class SiloWait(ILogger<SiloWait> logger, TimeProvider time) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private bool _isLogged;

    /// <inheritdoc/>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (!_isLogged) LogWaiting(exception.Message);
        _isLogged = true;
        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }
}
