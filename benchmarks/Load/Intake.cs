using System.Buffers.Text;
using System.Diagnostics;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Cluster;
using JpegReducer.Storage.Postgres;
using JpegReducer.Storage.Records;
using JpegReducer.Support.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace JpegReducer.Benchmarks.Load;

/// <summary>
/// Two ways to bring a batch of items into the ledger's tables: as the ledger does, arrays in the one round trip of its transaction; and by
/// COPY, which is the faster way for rows but a conversation of its own. The server waits for the disk at every commit.
/// </summary>
internal sealed class Intake(Report report, IItemLedger ledger, NpgsqlDataSource database)
{
    private const int Rounds = 101;
    private static readonly int[] Sizes = [1, 10, 100, 500];

    public static async Task RunAsync(Report report)
    {
        await using PostgresServer server =
            await PostgresServer.StartAsync("fsync=on", "full_page_writes=on", "shared_buffers=1GB", "max_wal_size=8GB");
        string connection = await server.CreateDatabaseAsync();
        await using PostgresStorage storage =
            await PostgresStorage.OpenAsync(
            new PostgresStorageOptions { ConnectionString = connection }, TimeProvider.System, CancellationToken.None);
        await using NpgsqlDataSource database =
            NpgsqlDataSource.Create($"{connection};Max Auto Prepare=64;Auto Prepare Min Usages=2;No Reset On Close=true");
        await new Intake(report, storage.Ledger, database).MeasureAsync();
    }

    private async Task MeasureAsync()
    {
        report.Table(
            $"A batch of items comes in, {Rounds} of each in turn", "items", "arrays, median ms", "COPY, median ms", "COPY over arrays",
            "arrays, server CPU ms", "COPY, server CPU ms");
        foreach (int size in Sizes) await MeasureAsync(size);
    }

    private async Task MeasureAsync(int size)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        JobId byArrays = await OpenAsync(now), byCopy = await OpenAsync(now);
        List<double> arrays = [], copies = [];
        (TimeSpan arraysCpu, TimeSpan copyCpu) = (TimeSpan.Zero, TimeSpan.Zero);
        for (int round = 0; round < Rounds; round++)
        {
            int first = round * size;
            arraysCpu += await TimeAsync(arrays, () => ledger.AppendAsync(byArrays, Items.Batch(byArrays, first, size, now), CancellationToken.None));
            copyCpu += await TimeAsync(copies, () => CopyAsync(byCopy, Items.Batch(byCopy, first, size, now)));
        }

        double array = Median(arrays), copy = Median(copies);
        report.Row(size, array, copy, copy / array, arraysCpu.TotalMilliseconds / Rounds, copyCpu.TotalMilliseconds / Rounds);
    }

    private async Task<JobId> OpenAsync(DateTimeOffset now)
    {
        JobId job = JobId.New(now);
        await ledger.OpenJobAsync(job, Items.Spec(AccountId.Local), now, first: null, isComplete: false, CancellationToken.None);
        return job;
    }

    private async Task<TimeSpan> TimeAsync(List<double> milliseconds, Func<Task> append)
    {
        ServerFigures before = await ServerFigures.OfAsync(database);
        long began = Stopwatch.GetTimestamp();
        await append();
        milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        return (await ServerFigures.OfAsync(database)).Cpu - before.Cpu;
    }

    /// <summary>
    /// What <see cref="IItemLedger.AppendAsync"/> promises, with COPY for the rows: five round trips, for COPY ends what may be sent
    /// together.
    /// </summary>
    private async Task CopyAsync(JobId job, ItemBatch batch)
    {
        await using NpgsqlConnection connection = await database.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        (long number, DateOnly day, int first) = await NoteBatchAsync(connection, job, batch.Id);
        await using (NpgsqlBinaryImporter rows = await connection.BeginBinaryImportAsync(
            "COPY item (job, day, sequence, name, client_ref, address, upload) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (NewItem item in batch.Items) await WriteAsync(rows, number, day, first++, item);
            await rows.CompleteAsync();
        }

        await using NpgsqlBatch end = new(connection);
        end.BatchCommands.Add(
            new NpgsqlBatchCommand(
            "UPDATE job SET items = items + $2 WHERE number = $1")
            {
                Parameters =
            { new() { Value = number }, new() { Value = batch.Items.Length } }
            });
        end.BatchCommands.Add(new NpgsqlBatchCommand("SELECT * FROM job WHERE number = $1") { Parameters = { new() { Value = number } } });
        await end.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private static async Task<(long Number, DateOnly Day, int First)> NoteBatchAsync(NpgsqlConnection connection, JobId job, Guid batch)
    {
        await using NpgsqlBatch begin = new(connection);
        begin.BatchCommands.Add(new NpgsqlBatchCommand("SELECT FROM job WHERE id = $1 FOR UPDATE") { Parameters = { new() { Value = job.Value } } });
        begin.BatchCommands.Add(new NpgsqlBatchCommand("""
            INSERT INTO batch (job, day, id, first_sequence) SELECT number, day, $2, items FROM job WHERE id = $1 AND state = 0
            ON CONFLICT DO NOTHING RETURNING job, day, first_sequence
            """)
        { Parameters = { new() { Value = job.Value }, new() { Value = batch } } });
        await using NpgsqlDataReader row = await begin.ExecuteReaderAsync();
        await row.NextResultAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetFieldValue<DateOnly>(1), row.GetInt32(2));
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter rows, long number, DateOnly day, int sequence, NewItem item)
    {
        StoredFile file = ((ItemSource.Uploaded)item.Source).File;
        await rows.StartRowAsync();
        await rows.WriteAsync(number, NpgsqlDbType.Bigint);
        await rows.WriteAsync(day, NpgsqlDbType.Date);
        await rows.WriteAsync(sequence, NpgsqlDbType.Integer);
        await rows.WriteAsync(item.Name, NpgsqlDbType.Text);
        await rows.WriteNullAsync();
        await rows.WriteNullAsync();
        await rows.WriteAsync(
            $"{file.Bytes} {Base64Url.EncodeToString(Convert.FromHexString(file.Sha256))} {file.ExpiresAt.UtcTicks} "
                + $"{file.Key.Text[(file.Key.Text.LastIndexOf('/') + 1)..]}",
            NpgsqlDbType.Text);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
