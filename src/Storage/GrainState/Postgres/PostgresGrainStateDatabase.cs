using System.Data.Common;
using JpegReducer.Storage.Postgres;
using Npgsql;

namespace JpegReducer.Storage.GrainState.Postgres;

/// <summary>Membership, grain state and reminders in the database of a cluster.</summary>
internal sealed class PostgresGrainStateDatabase(PostgresDatabase database) : IGrainStateDatabase
{
    public string Invariant => "Npgsql";

    public DbDataSource DataSource => database.Source;

    public Task CheckAsync(CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            await using NpgsqlCommand read = new("SELECT count(*) FROM (SELECT 1 FROM OrleansStorage LIMIT 1) AS any_state", connection);
            return await read.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);
}
