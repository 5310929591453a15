namespace JpegReducer.Storage;

/// <summary>Local storage of files and records. Configuration section <c>Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Storage";

    /// <summary>
    /// The data folder of an embedded node: files, records, grain state. On a local disk, for one node only; created if missing.
    /// Default: <c>jpegreducer</c> in the user's folder for application data.
    /// </summary>
    public string? DataFolder { get; set; }

    /// <summary>
    /// A folder for the files of a cluster, in a file system that every node has mounted, instead of an object store. Default: none.
    /// </summary>
    public string? SharedFolder { get; set; }

    /// <summary>
    /// With less free space than this, a node is not ready: an amount (<c>2GB</c>) or a share of each file system (<c>5%</c>). Default: 256
    /// MiB.
    /// </summary>
    public FreeSpace MinFreeSpace { get; set; } = new(256L << 20, 0);
}
