namespace JpegReducer.Interfaces.Ids;

/// <summary>
/// The keys of all grains. String keys begin with letters that are no hexadecimal digits, and a dash: Orleans'
/// AdoNet storage would otherwise parse a key like <c>8ab</c> as a number and store two grains in one row (dotnet/orleans#9706).
/// </summary>
public static class GrainKeys
{
    /// <summary>The only dispatcher.</summary>
    public const string Dispatch = "pool-main";

    /// <summary>The only retention grain.</summary>
    public const string Retention = "ret-main";

    /// <summary>The stateless workers that read records.</summary>
    public const string Records = "records-main";

    /// <summary>The grain that maps an API key to its account. It stores the hash, never the key.</summary>
    public static string ForApiKey(ApiKeyHash hash) => $"key-{hash}";
}
