using JpegReducer.Storage.Postgres;
using Npgsql;

namespace JpegReducer.Storage.Tests.Postgres;

[Collection(PostgresCollection.Name)]
[Trait("Category", "Process")]
public sealed class PostgresSchemaTests(PostgresFixture postgres) : IAsyncLifetime
{
    private string _database = null!;

    public async Task InitializeAsync() => _database = await postgres.Server.CreateDatabaseAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void Migrations_are_numbered_consecutively_and_state_an_earlier_compatible_version()
    {
        Assert.Equal(Enumerable.Range(1, PostgresSchema.Known.Count), PostgresSchema.Known.Select(step => step.Number));
        Assert.All(PostgresSchema.Known, step => Assert.InRange(step.ReadableFrom, 1, step.Number));
    }

    [Fact]
    public void A_migration_without_a_compatible_version_is_rejected() =>
        Assert.Throws<InvalidDataException>(() => PostgresSchema.Migration.Parse("0001-x", "CREATE TABLE x ();"));

    [Fact]
    public async Task One_of_many_nodes_that_start_concurrently_migrates()
    {
        NpgsqlDataSource[] nodes = [.. Enumerable.Range(0, 12).Select(_ => NpgsqlDataSource.Create(_database))];

        int[] applied = await Task.WhenAll(nodes.Select(node => PostgresSchema.MigrateAsync(node, PostgresSchema.Known, default)));

        Assert.Equal([.. Enumerable.Repeat(0, 11), PostgresSchema.Known.Count], applied.Order());
        foreach (NpgsqlDataSource node in nodes) await node.DisposeAsync();
    }

    [Fact]
    public async Task Only_missing_migrations_are_applied()
    {
        await using NpgsqlDataSource node = NpgsqlDataSource.Create(_database);
        PostgresSchema.Migration[] steps = [Step(1, 1, "CREATE TABLE a ()"), Step(2, 1, "CREATE TABLE b ()"), Step(3, 1, "CREATE TABLE c ()")];

        int[] applied = [await MigrateAsync(node, steps[..1]), await MigrateAsync(node, steps), await MigrateAsync(node, steps)];

        Assert.Equal([1, 2, 0], applied);
    }

    [Fact]
    public async Task A_failed_migration_rolls_back_its_run()
    {
        await using NpgsqlDataSource node = NpgsqlDataSource.Create(_database);

        await Assert.ThrowsAsync<PostgresException>(() => MigrateAsync(node, Step(1, 1, "CREATE TABLE a ()"), Step(2, 1, "CREATE TABLE a ()")));

        Assert.Equal(2, await MigrateAsync(node, Step(1, 1, "CREATE TABLE a ()"), Step(2, 1, "CREATE TABLE b ()")));
    }

    [Fact]
    public async Task A_newer_database_is_used_if_it_states_compatibility()
    {
        await using NpgsqlDataSource node = NpgsqlDataSource.Create(_database);
        PostgresSchema.Migration[] steps = [Step(1, 1, ""), Step(2, 1, ""), Step(3, 2, "")];
        await MigrateAsync(node, steps);

        int applied = await MigrateAsync(node, steps[..2]);
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(() => MigrateAsync(node, steps[..1]));

        Assert.Equal(0, applied);
        Assert.Equal(
            "a newer version of this program has brought it to schema 3, which takes a program that knows schema 2; this one knows 1", error.Message);
    }

    private static PostgresSchema.Migration Step(int number, int readableFrom, string sql) => new(number, $"{number:0000}", readableFrom, $"{sql};");

    private static Task<int> MigrateAsync(NpgsqlDataSource node, params PostgresSchema.Migration[] steps) =>
        PostgresSchema.MigrateAsync(node, steps, default);
}
