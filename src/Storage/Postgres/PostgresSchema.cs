using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace JpegReducer.Storage.Postgres;

/// <summary>
/// Migrates a database to the schema of this program by the numbered scripts in <c>Migrations</c>. The first line of each gives the oldest
/// schema version whose programs can work with the result: older nodes keep running while the first new one migrates.
/// </summary>
internal static partial class PostgresSchema
{
    private const string CreateHistory = """
        CREATE TABLE IF NOT EXISTS schema_migration
        (
            number        integer     PRIMARY KEY,
            name          text        NOT NULL,
            readable_from integer     NOT NULL, -- the oldest schema whose programs can work with this one
            applied_at    timestamptz NOT NULL DEFAULT now()
        )
        """;

    private const string ReadNewest = "SELECT number, readable_from FROM schema_migration ORDER BY number DESC LIMIT 1";

    private const string RecordMigration = "INSERT INTO schema_migration (number, name, readable_from) VALUES ($1, $2, $3)";

    /// <summary>The migrations of this program.</summary>
    public static IReadOnlyList<Migration> Known { get; } =
        [.. SqlScripts.Read($"{typeof(PostgresSchema).Namespace}.Migrations.").Select(script => Migration.Parse(script.Name, script.Text))];

    /// <summary>Applies the missing ones of <paramref name="migrations"/> in one transaction, while other starting nodes wait.</summary>
    /// <returns>The number of applied migrations.</returns>
    /// <exception cref="InvalidDataException">The database was migrated by a newer program and cannot be used by this one.</exception>
    public static async Task<int> MigrateAsync(NpgsqlDataSource source, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({PostgresLocks.Schema})", cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, CreateHistory, cancellationToken).ConfigureAwait(false);

        int current = await CheckAsync(connection, migrations[^1].Number, cancellationToken).ConfigureAwait(false);
        Migration[] missing = [.. migrations.Where(migration => migration.Number > current)];
        foreach (Migration migration in missing)
        {
            await ExecuteAsync(connection, migration.Text, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, RecordMigration, cancellationToken, migration.Number, migration.Name, migration.ReadableFrom)
                .ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return missing.Length;
    }

    private static async Task<int> CheckAsync(NpgsqlConnection connection, int known, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand select = new(ReadNewest, connection);
        await using NpgsqlDataReader row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await row.ReadAsync(cancellationToken).ConfigureAwait(false)) return 0;

        (int current, int readableFrom) = (row.GetInt32(0), row.GetInt32(1));
        return known >= readableFrom
            ? current
            : throw new InvalidDataException(
                $"a newer version of this program has brought it to schema {current}, which takes a program that knows schema "
                + $"{readableFrom}; this one knows {known}");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 }; // another node may hold the lock for minutes
        foreach (object value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One migration.</summary>
    /// <param name="Number">Its number, from 1.</param>
    /// <param name="Name">The name of its file.</param>
    /// <param name="ReadableFrom">The oldest schema version whose programs can work with the result.</param>
    /// <param name="Text">The SQL.</param>
    internal sealed partial record Migration(int Number, string Name, int ReadableFrom, string Text)
    {
        public static Migration Parse(string name, string text) => FirstLine().Match(text) is { Success: true } line
            ? new Migration(ToInt32(name.AsSpan(0, 4)), name, ToInt32(line.Groups["number"].ValueSpan), text)
            : throw new InvalidDataException($"'{name}.sql' does not start with '-- readable from N'.");

        private static int ToInt32(ReadOnlySpan<char> digits) => int.Parse(digits, CultureInfo.InvariantCulture);

        [GeneratedRegex(@"^-- readable from (?<number>[0-9]+)\s")]
        private static partial Regex FirstLine();
    }
}
