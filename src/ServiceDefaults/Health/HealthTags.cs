namespace JpegReducer.ServiceDefaults.Health;

/// <summary>Tags of health checks.</summary>
public static class HealthTags
{
    /// <summary>Part of <c>/health/ready</c>: whether the process can serve requests.</summary>
    public const string Ready = "ready";
}
