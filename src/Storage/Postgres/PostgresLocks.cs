namespace JpegReducer.Storage.Postgres;

/// <summary>The advisory locks by which the nodes of a cluster keep out of each other's way, in SQL.</summary>
internal static class PostgresLocks
{
    /// <summary>Held by whoever brings the schema forward.</summary>
    public const string Schema = "1246973285, 1"; // "JREd", so that other programs on the same database choose others

    /// <summary>Held by whoever adds or drops the partition of a day.</summary>
    public const string Partitions = "1246973285, 2";
}
