namespace JpegReducer.Client.Security;

/// <summary>What a caller must be allowed to, by the scopes of its API key.</summary>
public static class GatewayPolicies
{
    /// <summary>Submit images, see its own jobs and usage.</summary>
    public const string Optimize = "optimize";

    /// <summary>Operate the node.</summary>
    public const string Admin = "admin";
}
