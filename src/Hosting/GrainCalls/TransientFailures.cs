using Orleans.Runtime.Messaging;

namespace JpegReducer.Hosting.GrainCalls;

/// <summary>Failures of grain calls that pass when the cluster has moved the grains of a lost silo, within seconds.</summary>
public static class TransientFailures
{
    /// <summary>Whether a call failed for such a reason.</summary>
    public static bool Include(Exception exception) =>
        exception is OrleansMessageRejectionException or SiloUnavailableException or ConnectionFailedException or TimeoutException;
}
