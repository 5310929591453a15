using JpegReducer.Storage.Blobs.S3;
using JpegReducer.Storage.Postgres;

namespace JpegReducer.Storage.Cluster;

/// <summary>The shared storage of a cluster.</summary>
public sealed class ClusterStorageOptions
{
    /// <summary>The database, for records, grain state and membership.</summary>
    public PostgresStorageOptions Postgres { get; set; } = new();

    /// <summary>The object store for files; <see langword="null"/> if <see cref="SharedFolder"/> is set.</summary>
    public S3Options? S3 { get; set; }

    /// <summary>A folder for files in a file system that every node has mounted, instead of an object store.</summary>
    public string? SharedFolder { get; set; }
}
