using JpegReducer.Interfaces.Ids;
using JpegReducer.Storage.Records;
using Npgsql;

namespace JpegReducer.Benchmarks.Load;

/// <summary>
/// Fills the ledger with days of ended jobs, as wide as real ones: of each day's items 40 % in one job, 50 % in jobs of 1,000, and 10 % in
/// jobs of one, as an application makes them that reduces what its users upload.
/// </summary>
internal sealed class RecordsFill(IItemLedger ledger, NpgsqlDataSource database)
{
    public const int Days = 40;
    private const int MidSize = 1_000;

    /// <summary>Jobs of a day, at $1. Ids are UUIDv7; accounts are 1,000, of which the first have most jobs.</summary>
    private const string InsertJobs = """
        INSERT INTO job (id, account, created_at, closed_at, bytes_in, bytes_out, items, reduced, charged, day, priority, state, settings, settled)
        SELECT
            (lpad(to_hex((extract(epoch FROM created_at) * 1000)::bigint), 12, '0') || '7'
                || substr(md5(random()::text), 1, 3) || 'b' || substr(md5(random()::text), 1, 15))::uuid,
            ('00000000-0000-4000-8000-' || lpad(floor(1000 * random() ^ 3)::text, 12, '0'))::uuid,
            created_at, created_at + interval '10 minutes', size * 300000::bigint, size * 120000::bigint, size, size, size,
            ($1 AT TIME ZONE 'UTC')::date, 1, 2, '{}', true
        FROM (
            SELECT $1 + random() * interval '6 hours' AS created_at, CASE WHEN n = 0 THEN $2 WHEN n <= $3 THEN 1000 ELSE 1 END AS size
            FROM generate_series(0, $3 + $4) AS n ORDER BY 1) AS jobs
        """;

    /// <summary>The items of the jobs of a day that have none.</summary>
    private const string InsertItems = """
        INSERT INTO item (
            job, sequence, day, state, charged, ended_at, bytes_in, bytes_out, name, upload, result)
        SELECT
            number, sequence, day, 1, 1, created_at + interval '5 minutes', 300000, 120000,
            'IMG_' || to_char(created_at, 'YYYYMMDD') || '_' || lpad(sequence::text, 6, '0') || '.jpg',
            '300000 ' || hash(number * 1000003 + sequence) || ' ' || ticks || ' u-' || md5(number || '/' || sequence),
            '{"files":["120000 ' || hash(number * 1000033 + sequence)
                || '"],"result":{"sourceType":"image/jpeg","width":1600,"height":1200,'
                || '"outputs":[{"score":81.53,"charged":true}],"timings":{"engineMs":48.71}}}'
        FROM (
            SELECT number, day, created_at, items,
                621355968000000000 + (extract(epoch FROM created_at + interval '2 hours') * 10000000)::bigint AS ticks
            FROM job WHERE day = ($1 AT TIME ZONE 'UTC')::date AND number > $2) AS jobs, generate_series(0, items - 1) AS sequence
        """;

    /// <summary>A SHA-256 as the ledger writes it.</summary>
    private const string CreateHash = """
        CREATE FUNCTION hash(seed bigint) RETURNS text LANGUAGE sql IMMUTABLE RETURN
            rtrim(translate(encode(sha256(int8send(seed)), 'base64'), '+/' || E'\n', '-_'), '=')
        """;

    /// <summary>Writes about <paramref name="rows"/> items on the forty days that end with that of <paramref name="now"/>.</summary>
    public async Task RunAsync(int rows, DateTimeOffset now)
    {
        int perDay = rows / Days;
        await using (NpgsqlConnection first = await database.OpenConnectionAsync()) await ExecuteAsync(first, CreateHash);
        for (int day = Days - 1; day >= 0; day--)
        {
            DateTimeOffset midnight = new(now.UtcDateTime.Date.AddDays(-day), TimeSpan.Zero);
            await OpenFirstJobAsync(midnight);
            await using NpgsqlConnection connection = await database.OpenConnectionAsync();
            await ExecuteAsync(connection, "SET synchronous_commit = off");
            long before = (long)(await new NpgsqlCommand("SELECT max(number) FROM job", connection).ExecuteScalarAsync())!;
            await ExecuteAsync(connection, InsertJobs, midnight.UtcDateTime, perDay * 2 / 5, perDay / 2 / MidSize, perDay / 10);
            await ExecuteAsync(connection, InsertItems, midnight.UtcDateTime, before);
            Console.Error.Write($"\r{Days - day} of {Days} days  ");
        }

        await using NpgsqlConnection last = await database.OpenConnectionAsync();
        await ExecuteAsync(last, "VACUUM ANALYZE"); // what autovacuum does in time
        await ExecuteAsync(last, "CHECKPOINT");
        Console.Error.WriteLine();
    }

    /// <summary>A job by the ledger itself, which makes the partitions of its day.</summary>
    private async Task OpenFirstJobAsync(DateTimeOffset midnight)
    {
        JobId job = JobId.New(midnight);
        LedgerJob opened =
            (await ledger.OpenJobAsync(
            job, Items.Spec(AccountId.Local), midnight, Items.Batch(job, 0, 1, midnight), isComplete: true, CancellationToken.None)).Job;
        await ledger.CommitAsync(job, [Items.Ending(job, 0, midnight)], opened.CreatedAt, CancellationToken.None);
        await ledger.MarkSettledAsync(job, CancellationToken.None);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        foreach (object value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
