using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JpegReducer.Hosting.Health;

/// <summary>Turns what a check meets into an answer with its reason, in bounded time: a readiness probe must not wait for a check that hangs.</summary>
internal static class ReadinessAnswer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Runs a check.</summary>
    /// <param name="what">What is asked, to begin the sentence that it does not answer.</param>
    /// <param name="check">Throws where something is wrong: an <see cref="IOException"/> with a sentence for the operator.</param>
    public static async Task<HealthCheckResult> OfAsync(string what, Func<Task<HealthCheckResult>> check)
    {
        try
        {
            return await check().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"{what} did not answer within {Patience.TotalSeconds:0} seconds.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
        catch (Exception)
        {
            return HealthCheckResult.Unhealthy($"{what} did not answer.");
        }
    }
}
