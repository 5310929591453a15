using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime.Messaging;

namespace JpegReducer.Hosting.GrainCalls;

/// <summary>Calls grains through what a cluster goes through: a silo that is lost or moves away is a matter of seconds.</summary>
public static class GrainCalls
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Repeats a call until it succeeds, for at most half a minute. Only for methods whose repetition changes nothing: all that are called here.</summary>
    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Jitter: the value matters to no test.")]
    public static async Task<T> RetryAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await call();
            }
            catch (Exception exception) when (IsPassing(exception) && TimeProvider.System.GetElapsedTime(began) < Deadline)
            {
                await Task.Delay(pause + (pause * Random.Shared.NextDouble()), TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>Whether a call failed for a reason that passes while the cluster finds itself anew.</summary>
    public static bool IsPassing(Exception exception) =>
        exception is OrleansMessageRejectionException or SiloUnavailableException or ConnectionFailedException or TimeoutException;
}
