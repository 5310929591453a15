using JpegReducer.Storage.Postgres;
using JpegReducer.Storage.Records;
using JpegReducer.Storage.Tests.Postgres;

namespace JpegReducer.Storage.Tests.Records;

[Collection(PostgresCollection.Name)]
public sealed class PostgresItemLedgerTests(PostgresFixture postgres) : ItemLedgerContract, IAsyncLifetime
{
    private PostgresStorage _storage = null!;

    protected override IItemLedger Ledger => _storage.Ledger;

    public async Task InitializeAsync()
    {
        PostgresStorageOptions options = new() { ConnectionString = await postgres.Server.CreateDatabaseAsync() };
        _storage = await PostgresStorage.OpenAsync(options, TimeProvider.System, default);
    }

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();
}
