using JpegReducer.Interfaces.Ids;
using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Cluster;
using JpegReducer.Storage.Postgres;
using JpegReducer.Storage.Records;
using JpegReducer.Support.Files;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static JpegReducer.Storage.Tests.Records.LedgerSamples;

namespace JpegReducer.Storage.Tests.Postgres;

[Collection(PostgresCollection.Name)]
[Trait("Category", "Process")]
public sealed class PostgresStorageTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_ports_are_registered()
    {
        await using PostgresStorage storage = await OpenAsync(await postgres.Server.CreateDatabaseAsync());

        await using ServiceProvider services = new ServiceCollection().AddPostgresStorage(storage).BuildServiceProvider();

        Assert.Same(storage.Ledger, services.GetRequiredService<IItemLedger>());
        Assert.Same(storage.Journal, services.GetRequiredService<IWorkJournal>());
    }

    [Fact]
    public async Task All_data_survives_a_restart()
    {
        string database = await postgres.Server.CreateDatabaseAsync();
        JobId job = JobId.New(Now);
        LedgerJob opened;
        await using (PostgresStorage storage = await OpenAsync(database))
            opened = (await storage.Ledger.OpenJobAsync(job, Spec, Now, Batch(2), isComplete: true, default)).Job;

        await using PostgresStorage reopened = await OpenAsync(database);

        Assert.Equal(opened, await reopened.Ledger.FindJobAsync(job, default));
    }

    [Fact]
    public async Task A_password_is_read_from_a_file()
    {
        NpgsqlConnectionStringBuilder settings = new(await postgres.Server.CreateDatabaseAsync()) { Password = null };

        await using PostgresStorage storage = await OpenAsync(settings.ConnectionString, postgres.Server.PasswordFile);
        PostgresStorageException error =
            await Assert.ThrowsAsync<PostgresStorageException>(() => OpenAsync(settings.ConnectionString, "/missing/file"));

        await storage.Ledger.CheckAsync(default);
        Assert.Contains("/missing/file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=9;Username=u;Password=geheim;Database=d", "The database 'd' on 127.0.0.1:9 does not answer")]
    [InlineData("geheim", "Postgres:ConnectionString")]
    [InlineData("Port=geheim", "Postgres:ConnectionString")]
    [InlineData("Username=u;Password=geheim", "Postgres:ConnectionString")]
    public async Task Errors_for_unusable_connection_strings_contain_no_password(string connectionString, string sentence)
    {
        IOException error = await Assert.ThrowsAnyAsync<IOException>(() => OpenAsync(connectionString));

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_and_a_missing_database_are_reported_with_the_servers_messages()
    {
        NpgsqlConnectionStringBuilder settings = new(await postgres.Server.CreateDatabaseAsync());

        PostgresStorageException[] errors =
        [
            await Assert.ThrowsAsync<PostgresStorageException>(
                () => OpenAsync(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Password = "geheim" }.ConnectionString)),
            await Assert.ThrowsAsync<PostgresStorageException>(
                () => OpenAsync(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Database = "none" }.ConnectionString)),
        ];

        Assert.Contains("password authentication failed", errors[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("\"none\" does not exist", errors[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_rejected()
    {
        string database = await postgres.Server.CreateDatabaseAsync();
        await (await OpenAsync(database)).DisposeAsync();
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(database))
        {
            await using NpgsqlCommand note = source.CreateCommand("INSERT INTO schema_migration (number, name, readable_from) VALUES (99, 'x', 98)");
            await note.ExecuteNonQueryAsync();
        }

        PostgresStorageException error = await Assert.ThrowsAsync<PostgresStorageException>(() => OpenAsync(database));

        Assert.Contains("newer version of this program has brought it to schema 99", error.Message, StringComparison.Ordinal);
    }

    [SmallDiskFact]
    public async Task A_full_disk_is_reported_and_writes_succeed_when_there_is_space_again()
    {
        using SmallDisk disk = new(await postgres.Server.MakeFolderAsync("small-disk"), megabytes: 32);
        string ballast = Path.Combine(disk.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[4_000_000]);
        string database = await postgres.Server.CreateDatabaseAsync(await postgres.Server.MakeFolderAsync("small-disk/tables"));
        await using PostgresStorage storage = await OpenAsync(database);
        JobId job = JobId.New(Now);
        LedgerJob opened = (await storage.Ledger.OpenJobAsync(job, Spec, Now, Batch(10), isComplete: false, default)).Job;

        await Assert.ThrowsAsync<StorageFullException>(async () =>
        {
            while (true) opened = (await storage.Ledger.AppendAsync(job, Batch(500), default)).Job;
        });

        Assert.Equal(opened, await storage.Ledger.FindJobAsync(job, default));
        File.Delete(ballast);
        AppendedItems after = await storage.Ledger.AppendAsync(job, Batch(500), default);
        Assert.Equal(opened.Totals.Items, after.FirstSequence);
        await storage.DisposeAsync();
        await postgres.Server.DropDatabaseAsync(database);
    }

    private static Task<PostgresStorage> OpenAsync(string connectionString, string? passwordFile = null) =>
        PostgresStorage.OpenAsync(
            new PostgresStorageOptions { ConnectionString = connectionString, PasswordFile = passwordFile }, TimeProvider.System, default);
}
