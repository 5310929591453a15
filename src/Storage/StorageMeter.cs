using System.Diagnostics.Metrics;

namespace JpegReducer.Storage;

/// <summary>The meter of storage.</summary>
public static class StorageMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "JpegReducer.Storage";

    internal static Meter Instance { get; } = new(Name);
}
