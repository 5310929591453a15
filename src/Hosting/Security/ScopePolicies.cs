namespace JpegReducer.Hosting.Security;

/// <summary>Authorization policies, one for each scope of an API key.</summary>
public static class ScopePolicies
{
    /// <summary>Submit images, read the account's jobs and usage.</summary>
    public const string Optimize = "optimize";

    /// <summary>Operate the node.</summary>
    public const string Admin = "admin";
}
