using System.Globalization;
using JpegReducer.Storage.Postgres;
using Npgsql;

namespace JpegReducer.Storage.Records.Postgres;

/// <summary>
/// The partitions of the ledger's tables, one for each day (UTC). They are added and dropped without a lock that blocks readers or writers:
/// a table is attached when it is complete, and detached concurrently before it is dropped.
/// </summary>
internal sealed class DayPartitions(PostgresDatabase database, TimeProvider time)
{
    private const int DaysAhead = 3;
    private const string DayFormat = "yyyyMMdd";

    /// <summary>The tables of days before $1, including those that an interrupted drop has already detached.</summary>
    private const string FindBefore = """
        SELECT part.relname, split_part(part.relname, '_', 1), inhdetachpending
        FROM pg_class part LEFT JOIN pg_inherits ON inhrelid = part.oid
        WHERE part.relkind = 'r' AND part.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'item'::regclass)
            AND part.relname ~ '^(item|batch)_[0-9]{8}$' AND right(part.relname, 8) < $1
        ORDER BY right(part.relname, 8)
        """;

    private static readonly string[] Tables = ["item", "batch"];

    private DateOnly _madeFor;

    /// <summary>Creates the partitions of today and the next days, unless that has been done today.</summary>
    public async Task CreateAheadAsync(CancellationToken cancellationToken)
    {
        DateOnly today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (_madeFor == today) return;

        for (int i = 0; i <= DaysAhead; i++) await EnsureAsync(today.AddDays(i), cancellationToken).ConfigureAwait(false);
        _madeFor = today;
    }

    /// <summary>Creates the partitions of a day if they are missing.</summary>
    public Task EnsureAsync(DateOnly day, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({PostgresLocks.Partitions})", cancellationToken).ConfigureAwait(false);
            foreach (string table in Tables)
            {
                string part = $"{table}_{Digits(day)}";
                if (await ExistsAsync(connection, part, cancellationToken).ConfigureAwait(false)) continue;

                await ExecuteAsync(connection, $"CREATE TABLE {part} (LIKE {table} INCLUDING ALL)", cancellationToken).ConfigureAwait(false);
                string attach = $"ALTER TABLE {table} ATTACH PARTITION {part} FOR VALUES FROM ('{Digits(day)}') TO ('{Digits(day.AddDays(1))}')";
                await ExecuteAsync(connection, attach, cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Drops the partitions of all days before <paramref name="day"/>.</summary>
    public Task DropBeforeAsync(DateOnly day, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            if ((await FindBeforeAsync(connection, day, cancellationToken).ConfigureAwait(false)).Count == 0) return false;

            await ExecuteAsync(connection, $"SELECT pg_advisory_lock({PostgresLocks.Partitions})", cancellationToken).ConfigureAwait(false);
            try
            {
                // Queried again: another node may have dropped them in the meantime.
                foreach (Part part in await FindBeforeAsync(connection, day, cancellationToken).ConfigureAwait(false))
                {
                    string how = part.IsDetaching is true ? "FINALIZE" : "CONCURRENTLY";
                    if (part.IsDetaching is not null)
                        await ExecuteAsync(connection, $"ALTER TABLE {part.Of} DETACH PARTITION {part.Name} {how}", cancellationToken)
                            .ConfigureAwait(false);
                    await ExecuteAsync(connection, $"DROP TABLE {part.Name}", cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                if (connection.State is System.Data.ConnectionState.Open)
                    await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({PostgresLocks.Partitions})", CancellationToken.None)
                        .ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken);

    private static string Digits(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand find = new("SELECT to_regclass($1) IS NOT NULL", connection);
        find.Parameters.With(table);
        return (bool)(await find.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task<List<Part>> FindBeforeAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand find = new(FindBefore, connection);
        find.Parameters.With(Digits(day));
        await using NpgsqlDataReader rows = await find.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        List<Part> parts = [];
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            parts.Add(new Part(rows.GetString(0), rows.GetString(1), rows.IsDBNull(2) ? null : rows.GetBoolean(2)));
        return parts;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One day of a table; <c>IsDetaching</c> is <see langword="null"/> if it is detached.</summary>
    private readonly record struct Part(string Name, string Of, bool? IsDetaching);
}
