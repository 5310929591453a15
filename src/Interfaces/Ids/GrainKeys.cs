namespace JpegReducer.Interfaces.Ids;

/// <summary>
/// The keys of all grains, in one place. String keys begin with a letter that is no hexadecimal digit, and a dash: Orleans'
/// AdoNet storage would otherwise read a key such as <c>8ab</c> as a number and let two grains share a row (dotnet/orleans#9706).
/// </summary>
public static class GrainKeys
{
    /// <summary>The one dispatcher.</summary>
    public const string Dispatch = "pool-main";

    /// <summary>The one keeper of retention.</summary>
    public const string Retention = "ret-main";

    /// <summary>The readers of records: stateless, as many as are needed.</summary>
    public const string Records = "records-main";

    /// <summary>The grain that knows whose an API key is. Holds the key's hash, never the key.</summary>
    public static string ForApiKey(ApiKeyHash hash) => $"key-{hash}";
}
