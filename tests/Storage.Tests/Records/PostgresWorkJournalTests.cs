using JpegReducer.Storage.Cluster;
using JpegReducer.Storage.Postgres;
using JpegReducer.Storage.Records;
using JpegReducer.Storage.Tests.Postgres;
using Npgsql;
using static JpegReducer.Storage.Tests.Records.LedgerSamples;

namespace JpegReducer.Storage.Tests.Records;

[Collection(PostgresCollection.Name)]
[Trait("Category", "Process")]
public sealed class PostgresWorkJournalTests(PostgresFixture postgres) : WorkJournalContract, IAsyncLifetime
{
    private string _database = null!;
    private PostgresStorage _storage = null!;

    protected override IWorkJournal Journal => _storage.Journal;

    public async Task InitializeAsync()
    {
        _database = await postgres.Server.CreateDatabaseAsync();
        _storage = await OpenAsync();
    }

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task Records_of_one_node_are_read_by_another()
    {
        await Journal.RecordAsync(One, [new ItemKey(Job, 7)], Now, default);

        await using PostgresStorage other = await OpenAsync();

        Assert.Equal([7], (await other.Journal.ReadAsync(Job, default)).Single().Sequences);
    }

    [Fact]
    public async Task A_record_writes_no_write_ahead_log()
    {
        ItemKey[] items = [.. Enumerable.Range(0, 128).Select(sequence => new ItemKey(Job, sequence))];
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(_database);
        await using NpgsqlCommand count = source.CreateCommand(
            "SELECT wal_bytes FROM pg_stat_statements WHERE query LIKE 'INSERT INTO work_journal%' AND dbid = (SELECT oid FROM "
                + "pg_database WHERE datname = current_database())");
        await using (NpgsqlCommand create = source.CreateCommand("CREATE EXTENSION pg_stat_statements")) await create.ExecuteNonQueryAsync();

        for (int i = 0; i < 100; i++) await Journal.RecordAsync(One, items, Now, default);

        Assert.Equal(0m, await count.ExecuteScalarAsync());
    }

    private Task<PostgresStorage> OpenAsync() =>
        PostgresStorage.OpenAsync(new PostgresStorageOptions { ConnectionString = _database }, TimeProvider.System, default);
}
