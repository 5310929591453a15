using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JpegReducer.Hosting.Health;

/// <summary>
/// Runs a check in bounded time and turns exceptions into results: a readiness probe must not wait for a check that hangs.
/// </summary>
internal static class ReadinessCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Runs a check.</summary>
    /// <param name="subject">The checked component, as the subject of the error message.</param>
    /// <param name="check">The check. The message of an <see cref="IOException"/> is shown to the operator.</param>
    public static async Task<HealthCheckResult> RunAsync(string subject, Func<Task<HealthCheckResult>> check)
    {
        try
        {
            return await check().WaitAsync(Timeout);
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"{subject} did not respond within {Timeout.TotalSeconds:0} seconds.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
        catch (Exception)
        {
            return HealthCheckResult.Unhealthy($"{subject} did not respond.");
        }
    }
}
