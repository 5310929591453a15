using JpegReducer.Grains;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JpegReducer.Silo.Health;

/// <summary>The clock was not set back while the node runs: what expires by the time of day would be kept for longer than promised.</summary>
internal sealed class ClockCheck(TimeProvider time) : IHealthCheck
{
    /// <summary>What a clock is corrected by in the ordinary course, over months.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
        time is ForwardTime { SetBackBy: var by } && by > Tolerance
            ? HealthCheckResult.Degraded($"The clock was set back by {by:d\\.hh\\:mm\\:ss} while the node runs: the bytes of files and records from before are kept for so much longer.")
            : HealthCheckResult.Healthy());
}
