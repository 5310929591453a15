using System.Diagnostics;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Records;
using JpegReducer.Storage.Cluster;
using JpegReducer.Storage.Postgres;
using JpegReducer.Storage.Records;
using JpegReducer.Support.Postgres;
using Npgsql;

namespace JpegReducer.Benchmarks.Load;

/// <summary>
/// What the ledger costs when it holds forty days of items: the reads that people wait for, the writes of a job, and the end of a day. The
/// server waits for the disk at every commit, as one in earnest does.
/// </summary>
internal sealed class Records(Report report, IItemLedger ledger, NpgsqlDataSource database)
{
    private const int JobSize = 100_000;
    private const int PageSize = 500;
    private const int Runs = 21;
    private const int DaysDropped = 5;
    private const int RowsPerSlice = 2_000; // as RetentionGrain asks
    private static readonly AccountId Busiest = new(new Guid("00000000-0000-4000-8000-000000000000"));

    public static async Task RunAsync(Report report, int rows)
    {
        await using PostgresServer server = await PostgresServer.StartAsync(
            "fsync=on", "full_page_writes=on", "shared_buffers=1GB", "max_wal_size=8GB", "track_io_timing=off");
        string connection = await server.CreateDatabaseAsync();
        await using PostgresStorage storage =
            await PostgresStorage.OpenAsync(
            new PostgresStorageOptions { ConnectionString = connection }, TimeProvider.System, CancellationToken.None);
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(connection);
        Records records = new(report, storage.Ledger, database);

        await new RecordsFill(storage.Ledger, database).RunAsync(rows, DateTimeOffset.UtcNow);
        await records.MeasureSizeAsync();
        JobId job = await records.MeasureWritesAsync();
        await records.MeasureReadsAsync(job);
        await records.MeasureDropAsync(job);
    }

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    private async Task MeasureSizeAsync()
    {
        report.Table("Size", "table", "rows", "bytes/row", "of them indexes", "partitions");
        await using NpgsqlCommand select = database.CreateCommand("""
            SELECT t.name, count(*), sum(reltuples)::bigint, sum(pg_total_relation_size(c.oid))::bigint, sum(pg_indexes_size(c.oid))::bigint
            FROM (VALUES ('item'), ('job')) AS t (name)
            JOIN pg_class c ON c.relkind = 'r' AND c.relname ~ ('^' || t.name || '(_[0-9]+)?$') AND reltuples > 1
            GROUP BY 1
            """);
        await using NpgsqlDataReader table = await select.ExecuteReaderAsync();
        while (await table.ReadAsync())
        {
            long rows = table.GetInt64(2);
            report.Row(table.GetString(0), rows, (double)table.GetInt64(3) / rows, (double)table.GetInt64(4) / rows, table.GetInt64(1));
        }
    }

    /// <summary>A job of 100,000 items as its grain writes it; the answer is the job, with its last items pending.</summary>
    private async Task<JobId> MeasureWritesAsync()
    {
        report.Table(
            $"Writes of a job of {JobSize:N0} items, one caller",
            "change", "items a transaction", "transactions", "median ms", "p99 ms", "items/s", "server CPU µs/item", "WAL bytes/item");
        DateTimeOffset now = Now;
        JobId job = JobId.New(now);
        long bytesBefore = await ReadBytesOfTodayAsync();
        await ledger.OpenJobAsync(job, Items.Spec(AccountId.Local), now, first: null, isComplete: false, CancellationToken.None);
        await MeasureWriteAsync("append", 500, JobSize, first => ledger.AppendAsync(job, Items.Batch(job, first, 500, now), CancellationToken.None));

        int next = 0;
        foreach ((int size, int items) in new[] { (1, 500), (8, 8_000), (50, 25_000), (500, 50_000) })
        {
            int from = next;
            await MeasureWriteAsync("commit", size, items, first => ledger.CommitAsync(
                job, [.. Enumerable.Range(from + first, size).Select(sequence => Items.Ending(job, sequence, now))], Now, CancellationToken.None));
            next += items;
        }

        double bytes = (double)(await ReadBytesOfTodayAsync() - bytesBefore) / JobSize;
        await MeasureWriteAsync("open a job of one", 1, 500, _ =>
        {
            JobId one = JobId.New(Now);
            return ledger.OpenJobAsync(one, Items.Spec(AccountId.Local), Now, Items.Batch(one, 0, 1, now), isComplete: true, CancellationToken.None);
        });

        report.Table("Size of the rows of that job, of which 83.5 % were written twice, before any vacuum", "bytes/row with indexes");
        report.Row(bytes);
        return job;
    }

    private async Task<long> ReadBytesOfTodayAsync()
    {
        await using NpgsqlCommand select = database.CreateCommand($"SELECT pg_total_relation_size('item_{Now:yyyyMMdd}')");
        return (long)(await select.ExecuteScalarAsync())!;
    }

    private async Task MeasureWriteAsync(string change, int size, int items, Func<int, Task> write)
    {
        ServerFigures before = await ServerFigures.OfAsync(database);
        List<double> milliseconds = [];
        for (int first = 0; first < items; first += size) milliseconds.Add(await TimeAsync(() => write(first)));

        ServerFigures after = await ServerFigures.OfAsync(database);
        report.Row(
            change, size, milliseconds.Count, At(milliseconds, 0.5), At(milliseconds, 0.99), items / (milliseconds.Sum() / 1_000),
            (after.Cpu - before.Cpu).TotalMicroseconds / items, (double)(after.WalBytes - before.WalBytes) / items);
    }

    private async Task MeasureReadsAsync(JobId job)
    {
        report.Table("Reads", "read", "rows", "median ms", "slowest ms");
        (JobId Id, int Items)[] others = await ReadSampleAsync();
        int turn = 0;
        await ReportAsync("a job by its id, of all days (FindJob)", () => ledger.FindJobAsync(others[turn++].Id, CancellationToken.None), _ => 1);
        await ReportAsync(
            "a page of items of a job of some day, cold in this process", () =>
            ledger.ReadItemsAsync(others[turn++].Id, -1, PageSize, CancellationToken.None), page => page.Count);
        await ReportAsync(
            $"a page of items from the middle of {JobSize:N0}", () =>
            ledger.ReadItemsAsync(job, JobSize / 2, PageSize, CancellationToken.None), page => page.Count);
        await ReportAsync(
            "a page of pending items behind 83,500 that have ended", () =>
            ledger.ReadPendingAsync(job, -1, PageSize, CancellationToken.None), page => page.Count);
        await ReportAsync(
            "the newest 100 jobs of the busiest account", () => ledger.ReadJobsAsync(Busiest, null, 100, CancellationToken.None), page =>
            page.Count);
        JobCursor oldest = new(Now.AddDays(-35), new JobId(Guid.AllBitsSet));
        await ReportAsync(
            "100 of its jobs of 35 days ago", () => ledger.ReadJobsAsync(Busiest, oldest, 100, CancellationToken.None), page => page.Count);
        await ReportAsync(
            "all unsettled jobs (the dispatcher's start)", async () =>
            await ledger.ReadUnsettledJobsAsync(CancellationToken.None).CountAsync(), count => count);
        await ReportAsync($"a manifest of {JobSize:N0} items, page by page", () => CountManifestAsync(job), count => count, runs: 5);
    }

    private async Task<int> CountManifestAsync(JobId job)
    {
        int count = 0;
        while (await ledger.ReadItemsAsync(job, count - 1, PageSize, CancellationToken.None) is { Count: > 0 } page) count += page.Count;
        return count;
    }

    private async Task<(JobId Id, int Items)[]> ReadSampleAsync()
    {
        await using NpgsqlCommand select =
            database.CreateCommand($"SELECT id, items FROM job WHERE items = 1000 ORDER BY md5(id::text) LIMIT {2 * Runs}");
        await using NpgsqlDataReader row = await select.ExecuteReaderAsync();
        List<(JobId, int)> jobs = [];
        while (await row.ReadAsync()) jobs.Add((new JobId(row.GetGuid(0)), row.GetInt32(1)));
        return [.. jobs];
    }

    private async Task ReportAsync<T>(string read, Func<Task<T>> call, Func<T, int> rows, int runs = Runs)
    {
        T answer = default!;
        List<double> milliseconds = [];
        for (int run = 0; run < runs; run++) milliseconds.Add(await TimeAsync(async () => answer = await call()));
        report.Row(read, rows(answer), At(milliseconds, 0.5), milliseconds.Max());
    }

    /// <summary>The oldest days end, one after another, while a job goes on being written.</summary>
    private async Task MeasureDropAsync(JobId job)
    {
        using CancellationTokenSource end = new();
        List<double> quiet = [], meanwhile = [], whole = [], partitions = [], slices = [];
        List<double> current = quiet;
        int next = 83_500;
        Task writing = WriteAsync();
        await Task.Delay(TimeSpan.FromSeconds(5));

        int rows = 0;
        current = meanwhile;
        for (int day = 1; day <= DaysDropped; day++)
        {
            DateTimeOffset moment = Now.AddDays(day - RecordsFill.Days + 1);
            List<double> calls = [];
            int deleted;
            do
            {
                deleted = 0;
                calls.Add(await TimeAsync(async () => deleted = await ledger.DeleteOpenedBeforeAsync(moment, RowsPerSlice, CancellationToken.None)));
                rows += deleted;
            }
            while (deleted > 0);
            whole.Add(calls.Sum());
            partitions.Add(calls[0]);
            slices.AddRange(calls[1..]);
        }

        await end.CancelAsync();
        await writing;

        report.Table($"The end of a day: {rows / DaysDropped:N0} records each, median of {DaysDropped} days", "what", "median ms", "slowest ms");
        report.Row("the first call: partitions, and 2,000 jobs", At(partitions, 0.5), partitions.Max());
        report.Row("a further slice of 2,000 jobs", At(slices, 0.5), slices.Max());
        report.Row("the whole day", At(whole, 0.5), whole.Max());
        report.Row($"a commit of one item before ({quiet.Count:N0})", At(quiet, 0.5), quiet.Max());
        report.Row($"a commit of one item meanwhile ({meanwhile.Count:N0})", At(meanwhile, 0.5), meanwhile.Max());

        async Task WriteAsync()
        {
            while (!end.IsCancellationRequested && next < JobSize)
            {
                current.Add(await TimeAsync(() => ledger.CommitAsync(job, [Items.Ending(job, next++, Now)], Now, CancellationToken.None)));
            }
        }
    }

    private static async Task<double> TimeAsync(Func<Task> call)
    {
        long began = Stopwatch.GetTimestamp();
        await call();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double At(List<double> values, double share) =>
        values.Count == 0 ? 0 : values.Order().ElementAt((int)(share * (values.Count - 1)));
}
