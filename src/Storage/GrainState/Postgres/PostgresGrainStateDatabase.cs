using System.Data.Common;
using JpegReducer.Storage.Postgres;

namespace JpegReducer.Storage.GrainState.Postgres;

/// <summary>Membership, grain state and reminders in the database of a cluster.</summary>
internal sealed class PostgresGrainStateDatabase(PostgresDatabase database) : IGrainStateDatabase
{
    public string Invariant => "Npgsql";

    public DbDataSource DataSource => database.Source;
}
