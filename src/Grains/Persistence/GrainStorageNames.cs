namespace JpegReducer.Grains.Persistence;

/// <summary>The names under which grain state is stored.</summary>
public static class GrainStorageNames
{
    /// <summary>The storage provider that a silo must register.</summary>
    public const string Provider = "grain-state";

    // State names, one for each grain class and never renamed: AdoNet storage keys rows by the name, not by the class
    // (dotnet/orleans#8746).
    internal const string User = "user";
    internal const string Usage = "usage";
    internal const string ApiKey = "api-key";
    internal const string Retention = "retention";
}
