namespace JpegReducer.Storage.Postgres;

/// <summary>The advisory locks that serialize maintenance by the nodes of a cluster, in SQL.</summary>
internal static class PostgresLocks
{
    /// <summary>Held during a migration of the schema.</summary>
    public const string Schema = "1246973285, 1"; // "JREd", so that other programs on the same database choose others

    /// <summary>Held while the partition of a day is added or dropped.</summary>
    public const string Partitions = "1246973285, 2";
}
