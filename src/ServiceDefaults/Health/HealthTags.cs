namespace JpegReducer.ServiceDefaults.Health;

/// <summary>What a health check speaks of.</summary>
public static class HealthTags
{
    /// <summary>The process can serve: it is asked before requests are sent to it.</summary>
    public const string Ready = "ready";
}
