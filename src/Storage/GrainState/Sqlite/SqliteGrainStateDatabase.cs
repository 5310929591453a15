using System.Data.Common;
using JpegReducer.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace JpegReducer.Storage.GrainState.Sqlite;

/// <summary>Grain state and reminders in one SQLite file, for one process.</summary>
internal sealed class SqliteGrainStateDatabase : IGrainStateDatabase, IAsyncDisposable
{
    /// <summary>Rewrites a row unchanged, and reads the state of up to some thousand grains.</summary>
    private const string CheckHealth = """
        UPDATE OrleansQuery SET QueryText = QueryText WHERE QueryKey = 'ReadFromStorageKey';
        SELECT sum(length(PayloadBinary)) FROM (SELECT PayloadBinary FROM OrleansStorage LIMIT 5000);
        SELECT count(StartTime) FROM (SELECT StartTime FROM OrleansReminders LIMIT 5000);
        """;

    private readonly GatedSqliteDataSource _source;

    private SqliteGrainStateDatabase(string file) => _source = new GatedSqliteDataSource(file);

    /// <summary>Orleans' invariant name of SQLite; it loads Microsoft.Data.Sqlite.</summary>
    public string Invariant => "System.Data.SQLite";

    public DbDataSource DataSource => _source;

    /// <summary>Opens the database and creates it if missing.</summary>
    public static SqliteGrainStateDatabase Open(string file)
    {
        using SqliteSession session = SqliteSession.Open(file, SqliteOpenMode.ReadWriteCreate);
        session.ExecuteScript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        string scripts = typeof(SqliteGrainStateDatabase).Namespace!;
        SqliteSchema.Migrate(session, file, $"{scripts}.Migrations.");

        session.Execute("BEGIN IMMEDIATE");
        foreach ((string key, string text) in SqlScripts.Read($"{scripts}.Queries."))
        {
            session.Execute(
                "INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ($key, $text) ON CONFLICT DO UPDATE SET QueryText = excluded.QueryText",
                ("$key", key),
                ("$text", text));
        }

        session.Execute("COMMIT");
        return new SqliteGrainStateDatabase(file);
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using DbConnection connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using DbCommand check = connection.CreateCommand();
            check.CommandText = CheckHealth;
            await check.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Translate(error);
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
