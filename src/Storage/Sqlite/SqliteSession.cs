using Microsoft.Data.Sqlite;

namespace JpegReducer.Storage.Sqlite;

/// <summary>One connection and its prepared statements, for one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    /// <summary>Deleted content is overwritten with zeros: otherwise it could be read in the file until its page is reused.</summary>
    public const string EraseDeleted = "PRAGMA secure_delete = ON";

    private readonly Dictionary<string, SqliteCommand> _prepared = [];
    private readonly SqliteConnection _connection;

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>Whether a transaction is open. An error such as a full disk may have ended it.</summary>
    public bool IsInTransaction => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    public static SqliteSession Open(string file, SqliteOpenMode mode)
    {
        SqliteConnectionStringBuilder settings = new() { DataSource = file, Mode = mode, Pooling = false };
        SqliteConnection connection = new(settings.ConnectionString);
        try
        {
            connection.Open();
            SqliteSession session = new(connection);
            if (mode is not SqliteOpenMode.ReadOnly) session.ExecuteScript(EraseDeleted);
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement and returns the number of changed rows.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Prepare(sql, parameters).ExecuteNonQuery();

    /// <summary>Runs a query. Dispose the reader before the same query runs again.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Prepare(sql, parameters).ExecuteReader();

    /// <summary>The first column of the first row; <see langword="null"/> without a row.</summary>
    public long? QueryNumber(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteDataReader rows = Query(sql, parameters);
        return rows.Read() && !rows.IsDBNull(0) ? rows.GetInt64(0) : null;
    }

    /// <summary>Runs a script of several statements, once.</summary>
    public void ExecuteScript(string sql)
    {
        using SqliteCommand script = _connection.CreateCommand();
        script.CommandText = sql;
        script.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in _prepared.Values) command.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_prepared.TryGetValue(sql, out SqliteCommand? command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            foreach ((string name, _) in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
            _prepared.Add(sql, command);
        }

        for (int i = 0; i < parameters.Length; i++) command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        return command;
    }
}
