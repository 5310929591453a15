using System.Diagnostics;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Cluster;
using JpegReducer.Storage.Postgres;
using JpegReducer.Storage.Records;
using JpegReducer.Storage.Tests.Postgres;
using Npgsql;
using static JpegReducer.Storage.Tests.Records.LedgerSamples;

namespace JpegReducer.Storage.Tests.Records;

[Collection(PostgresCollection.Name)]
[Trait("Category", "Process")]
public sealed class PostgresItemLedgerTests(PostgresFixture postgres) : ItemLedgerContract, IAsyncLifetime
{
    private readonly SetClock _clock = new() { Time = Now };
    private string _database = null!;
    private PostgresStorage _storage = null!;

    protected override IItemLedger Ledger => _storage.Ledger;

    public async Task InitializeAsync()
    {
        _database = await postgres.Server.CreateDatabaseAsync();
        _storage = await OpenAsync();
    }

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task Two_nodes_that_write_the_same_concurrently_record_and_charge_once()
    {
        await using PostgresStorage other = await OpenAsync();
        IItemLedger[] nodes = [Ledger, other.Ledger];
        ItemBatch[] batches = [.. Enumerable.Range(0, 20).Select(_ => Batch(25))];
        ItemEnding[] endings = [.. Enumerable.Range(0, 500).Select(Ending)];
        JobId id = JobId.New(Now);

        OpenedJob[] opened = await Task.WhenAll(nodes.Select(node => node.OpenJobAsync(id, Spec, Now, batches[0], isComplete: false, default)));
        AppendedItems[][] appended =
            await Task.WhenAll(nodes.Select(node => Task.WhenAll(batches.Select(batch => node.AppendAsync(id, batch, default)))));
        await Task.WhenAll(nodes.Select(node => Task.WhenAll(endings.Chunk(30).Select(chunk => node.CommitAsync(id, chunk, Now, default)))));
        LedgerJob[] done = await Task.WhenAll(nodes.Select(node => node.SealAsync(id, Now, default)));

        Assert.Equal(opened[0].Job, opened[1].Job);
        Assert.Single(opened, answer => answer.IsNew);
        Assert.Equal(appended[0].Select(answer => answer.FirstSequence), appended[1].Select(answer => answer.FirstSequence));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => i * 25), appended[0].Select(answer => answer.FirstSequence).Order());
        JobTotals totals = new(500, Reduced: 500, Kept: 0, Failed: 0, Cancelled: 0, Charged: 500, BytesIn: 500_000, BytesOut: 150_000);
        Assert.All(done, job => Assert.Equal((JobState.Done, totals), (job.State, job.Totals)));
        Assert.Equal(totals, Recount(await Ledger.ReadItemsAsync(id, -1, 1000, default)));
    }

    [Fact]
    public async Task The_totals_of_a_job_cancelled_while_its_items_end_are_consistent()
    {
        await using PostgresStorage other = await OpenAsync();
        foreach (int round in Enumerable.Range(0, 10))
        {
            JobId id = await OpenAsync(100);

            Task<LedgerJob> cancel = Ledger.CancelAsync(id, Now, default);
            await Task.WhenAll(
                Enumerable.Range(0, 100).Chunk(10).Select(chunk => other.Ledger.CommitAsync(id, [.. chunk.Select(Ending)], Now, default)));

            LedgerJob job = (await Ledger.FindJobAsync(id, default))!;
            Assert.Equal(await cancel, job);
            Assert.Equal(Recount(await Ledger.ReadItemsAsync(id, -1, 100, default)), job.Totals);
            Assert.Equal(100, job.Totals.Ended);
        }
    }

    [Fact]
    public async Task Partitions_are_created_before_their_day_and_dropped_after_it()
    {
        string[] before = await PartitionsAsync();
        await Ledger.OpenJobAsync(JobId.New(Now), Spec, Now.AddDays(-41), Batch(3), isComplete: false, default);
        await Ledger.OpenJobAsync(JobId.New(Now), Spec, Now.AddDays(-40), Batch(3), isComplete: false, default);
        _clock.Time = Now.AddDays(1);

        int[] rows = [await SweepAsync(), await SweepAsync()];

        Assert.Equal(["item_20261123", "item_20261124", "item_20261125", "item_20261126"], before);
        Assert.Equal([4, 0], rows);
        Assert.Equal(["item_20261014", "item_20261123", "item_20261124", "item_20261125", "item_20261126", "item_20261127"], await PartitionsAsync());

        Task<int> SweepAsync() => Ledger.DeleteOpenedBeforeAsync(Now.AddDays(-40), 1000, default);
    }

    [Fact]
    public async Task An_interrupted_drop_is_completed_by_the_next()
    {
        await Ledger.OpenJobAsync(JobId.New(Now), Spec, Now.AddDays(-41), Batch(3), isComplete: false, default);
        await ExecuteAsync("ALTER TABLE batch DETACH PARTITION batch_20261013");

        await Ledger.DeleteOpenedBeforeAsync(Now.AddDays(-40), 1000, default);

        Assert.Equal(0L, await ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname IN ('item_20261013', 'batch_20261013')"));
    }

    [Fact]
    public async Task Concurrent_nodes_create_the_partition_of_a_new_day_once()
    {
        await using PostgresStorage other = await OpenAsync();

        OpenedJob[] jobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? Ledger : other.Ledger)
            .OpenJobAsync(JobId.New(Now), Spec, Now.AddDays(100), Batch(2), isComplete: false, default)));

        Assert.All(jobs, job => Assert.Equal(2, job.Job.Totals.Items));
        Assert.Contains("item_20270303", await PartitionsAsync());
    }

    [Fact]
    public async Task A_server_crash_while_nodes_write_loses_no_completed_change()
    {
        JobId id = await OpenAsync(0);
        using CancellationTokenSource enough = new();
        TaskCompletionSource warm = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int answered = 0, refused = 0;
        Task[] writers = [.. Enumerable.Range(0, 6).Select(_ => Task.Run(WriteAsync))];

        await warm.Task;
        await postgres.Server.CrashAsync();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Ledger.CheckAsync(default));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Ledger.FindJobAsync(id, default));
        await postgres.Server.StartAgainAsync();
        await Ledger.CheckAsync(default);
        await enough.CancelAsync();
        await Task.WhenAll(writers);

        LedgerJob job = (await Ledger.FindJobAsync(id, default))!;
        Assert.Equal(answered * 5, job.Totals.Items);
        Assert.Equal(job.Totals.Items, job.Totals.Charged);
        Assert.Equal(Recount(await Ledger.ReadItemsAsync(id, -1, int.MaxValue, default)), job.Totals);
        Assert.InRange(refused, 1, int.MaxValue);

        async Task WriteAsync()
        {
            while (!enough.IsCancellationRequested)
            {
                ItemBatch batch = Batch(5);
                int first = await UntilAnsweredAsync(async () => (await Ledger.AppendAsync(id, batch, default)).FirstSequence);
                await UntilAnsweredAsync(() => Ledger.CommitAsync(id, [.. Enumerable.Range(first, 5).Select(Ending)], Now, default));
                if (Interlocked.Increment(ref answered) == 50) warm.SetResult();
            }
        }

        async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> change)
        {
            while (true)
            {
                try
                {
                    return await change();
                }
                catch (StorageUnavailableException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }
    }

    [Fact]
    public async Task A_deadlock_is_retried()
    {
        JobId[] ids = [await OpenAsync(1), await OpenAsync(1)];
        await using NpgsqlConnection rival = new(_database);
        await rival.OpenAsync();
        await using NpgsqlTransaction transaction = await rival.BeginTransactionAsync();
        await ExecuteAsync(
            rival, $"SET LOCAL deadlock_timeout = '1h'; SELECT FROM job WHERE id = '{ids[0].Value}' FOR UPDATE; LOCK TABLE item_20261123");

        // The ledger waits for the partition while it holds the job; the rival then waits for the job. PostgreSQL ends the ledger's transaction.
        Task<LedgerJob> commit = Ledger.CommitAsync(ids[1], [Ending(0)], Now, default);
        while (await ScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) await Task.Yield();
        await ExecuteAsync(rival, $"SELECT FROM job WHERE id = '{ids[1].Value}' FOR UPDATE");
        await transaction.CommitAsync();

        Assert.Equal(1, (await commit).Totals.Reduced);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public async Task A_change_of_any_number_of_items_is_one_round_trip(int items)
    {
        JobId id = await OpenAsync(0);
        int roundTrips = 0;
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = _ => Interlocked.Increment(ref roundTrips),
        };
        ActivitySource.AddActivityListener(listener);

        await Ledger.AppendAsync(id, Batch(items), default);
        await Ledger.CommitAsync(id, [.. Enumerable.Range(0, items).Select(Ending)], Now, default);
        await Ledger.SealAsync(id, Now, default);

        Assert.Equal(3, roundTrips);
    }

    [Fact]
    public async Task A_change_is_a_few_prepared_statements()
    {
        await ExecuteAsync("CREATE EXTENSION pg_stat_statements");
        JobId id = await OpenAsync(0);
        await ExecuteAsync("SELECT pg_stat_statements_reset()");

        for (int i = 0; i < 20; i++)
        {
            await Ledger.AppendAsync(id, Batch(50), default);
            await Ledger.CommitAsync(id, [.. Enumerable.Range(i * 50, 50).Select(Ending)], Now, default);
        }

        const string OfLedger =
            "FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query ~ 'job'";
        Assert.Equal(20 * 2 * 3, await ScalarAsync<decimal>($"SELECT sum(calls) {OfLedger}"));
        Assert.InRange(await ScalarAsync<long>($"SELECT count(*) {OfLedger}"), 1, 5);
    }

    [Fact]
    public async Task A_change_costs_the_same_in_a_job_of_any_size_even_without_statistics()
    {
        JobId id = await OpenAsync(0);
        for (int i = 0; i < 40; i++) await Ledger.AppendAsync(id, Batch(ItemBatch.MaxItems), default);
        await _storage.DisposeAsync(); // the statistics of a connection are published when it ends
        (long scanned, long fetched) before = await CountAsync();

        _storage = await OpenAsync();
        for (int i = 0; i < 10; i++)
        {
            await Ledger.CommitAsync(id, [.. Enumerable.Range(i * 10, 10).Select(Ending)], Now, default);
            await Ledger.AppendAsync(id, Batch(10), default);
            Assert.Equal(10, (await Ledger.ReadPendingAsync(id, 10_000, 10, default)).Count);
            Assert.Equal(10, (await Ledger.ReadItemsAsync(id, 10_000, 10, default)).Count);
        }

        await _storage.DisposeAsync();
        (long scanned, long fetched) after = await CountAsync();
        Assert.Equal(before.scanned, after.scanned);
        Assert.InRange(after.fetched - before.fetched, 100, 1000);

        async Task<(long, long)> CountAsync()
        {
            while (await ScalarAsync<long>(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'jpegreducer' AND datname = current_database()") > 0)
                await Task.Yield();
            return (
                await ScalarAsync<long>("SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'item_20261123'"),
                await ScalarAsync<long>("SELECT idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'item_20261123'"));
        }
    }

    private Task<PostgresStorage> OpenAsync() =>
        PostgresStorage.OpenAsync(new PostgresStorageOptions { ConnectionString = _database }, _clock, default);

    private async Task<string[]> PartitionsAsync() =>
        await ScalarAsync<string[]>(
            "SELECT array_agg(inhrelid::regclass::text ORDER BY inhrelid::regclass::text) FROM pg_inherits WHERE inhparent = 'item'::regclass");

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using NpgsqlConnection connection = new(_database + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlConnection connection = new(_database + ";Pooling=false");
        await connection.OpenAsync();
        await ExecuteAsync(connection, sql);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Returns a set time; timers use the real time.</summary>
    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Time { get; set; }

        public override DateTimeOffset GetUtcNow() => Time;
    }
}
