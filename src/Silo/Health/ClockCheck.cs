using JpegReducer.Grains.Resilience;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JpegReducer.Silo.Health;

/// <summary>
/// The clock was not set back while the node runs: files and records would be kept for longer than promised.
/// </summary>
internal sealed class ClockCheck(TimeProvider time) : IHealthCheck
{
    /// <summary>Usual corrections of a clock add up to less than this in months.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
        time is ForwardTime { SetBackBy: var by } && by > Tolerance
            ? HealthCheckResult.Degraded(
                $"The clock was set back by {by:d\\.hh\\:mm\\:ss} while the node runs: older files and records are kept for that much longer.")
            : HealthCheckResult.Healthy());
}
