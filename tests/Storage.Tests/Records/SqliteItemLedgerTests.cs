using System.Diagnostics.Metrics;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;
using JpegReducer.Storage.Records.Sqlite;
using JpegReducer.Storage.Sqlite;
using JpegReducer.Support.Files;
using Microsoft.Data.Sqlite;
using static JpegReducer.Storage.Tests.Records.LedgerSamples;

namespace JpegReducer.Storage.Tests.Records;

public sealed class SqliteItemLedgerTests : ItemLedgerContract, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteItemLedger _ledger;

    public SqliteItemLedgerTests() => _ledger = SqliteItemLedger.Open(_folder["ledger.db"]);

    protected override IItemLedger Ledger => _ledger;

    public static TheoryData<string> QueriesOnItems =>
    [
        LedgerSql.ReadPending, LedgerSql.ReadItems, LedgerSql.DeletePending, LedgerSql.RecordFailedAttempts, LedgerSql.FindBatch,
        LedgerSql.FindFirstItem, LedgerSql.DeleteItems, LedgerSql.DeletePendings, LedgerSql.DeleteEndings, LedgerSql.DeleteBatches,
        LedgerSql.FindJob, LedgerSql.UpdateJob, LedgerSql.SettleJob, LedgerSql.ReadUnsettledJobs, LedgerSql.ReadJobsOfAccount,
        LedgerSql.FindOldestJob, LedgerSql.DeleteJob,
    ];

    [Theory]
    [MemberData(nameof(QueriesOnItems))]
    public void Every_query_is_a_range_of_an_index(string sql)
    {
        using SqliteSession session = SqliteSession.Open(_folder["ledger.db"], SqliteOpenMode.ReadOnly);
        List<string> plan = [];
        (string, object?)[] parameters =
            [.. System.Text.RegularExpressions.Regex.Matches(sql, @"\$\w+").Select(match => match.Value).Distinct()
            .Select(name => (name, (object?)1))];

        using SqliteDataReader rows = session.Query($"EXPLAIN QUERY PLAN {sql}", parameters);
        while (rows.Read()) plan.Add(rows.GetString(3));

        Assert.Contains(plan, step => step.StartsWith("SEARCH", StringComparison.Ordinal));
        Assert.DoesNotContain(
            plan, step => step.StartsWith("SCAN", StringComparison.Ordinal) || step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Completed_changes_survive_a_crash_of_the_process()
    {
        JobId id = await OpenAsync(10);
        await Ledger.CommitAsync(id, [Ending(4)], Now, default);

        // What a crash leaves: the file and its log, as they are while the ledger is still open.
        using TemporaryFolder copy = new();
        foreach (string name in (string[])["ledger.db", "ledger.db-wal"]) File.Copy(_folder[name], copy[name]);
        await using SqliteItemLedger reopened = SqliteItemLedger.Open(copy["ledger.db"]);

        Assert.Equal(await Ledger.FindJobAsync(id, default), await reopened.FindJobAsync(id, default));
        Assert.Equal(9, (await reopened.ReadPendingAsync(id, -1, 100, default)).Count);
    }

    [Fact]
    public async Task A_ledger_is_readable_after_it_was_closed_and_opened()
    {
        JobId id = await OpenAsync(10);
        await _ledger.DisposeAsync();

        await using SqliteItemLedger reopened = SqliteItemLedger.Open(_folder["ledger.db"]);

        Assert.Equal(10, (await reopened.ReadPendingAsync(id, -1, 100, default)).Count);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Ledger.CancelAsync(id, Now, default));
    }

    [Fact]
    public async Task A_file_of_a_newer_program_is_rejected()
    {
        await _ledger.DisposeAsync();
        using (SqliteSession session = SqliteSession.Open(_folder["ledger.db"], SqliteOpenMode.ReadWrite))
            session.Execute("PRAGMA user_version = 99");

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => SqliteItemLedger.Open(_folder["ledger.db"]));

        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queued_changes_share_a_commit()
    {
        (int groups, int changes) = (0, 0);
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "jpegreducer.ledger.group_size") self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((_, size, _, _) =>
        {
            Interlocked.Increment(ref groups);
            Interlocked.Add(ref changes, size);
        });
        listener.Start();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => OpenAsync(1)));

        Assert.InRange(changes, 500, int.MaxValue);
        Assert.InRange(groups, 1, changes / 2);
    }

    [Fact]
    public async Task Old_jobs_are_deleted_in_slices()
    {
        JobId old = JobId.New(Now);
        await Ledger.OpenJobAsync(old, Spec, Now.AddDays(-41), Batch(250), isComplete: false, default);
        await Ledger.AppendAsync(old, Batch(50), default);

        List<int> slices = [];
        while (await Ledger.DeleteOpenedBeforeAsync(Now.AddDays(-40), 100, default) is > 0 and var deleted) slices.Add(deleted);

        Assert.All(slices, slice => Assert.InRange(slice, 1, 100));
        Assert.InRange(slices.Count, 3, 5);
    }

    [Fact]
    public async Task The_file_shrinks_when_old_jobs_are_deleted()
    {
        JobId old = JobId.New(Now);
        await Ledger.OpenJobAsync(old, Spec, Now.AddDays(-50), null, isComplete: false, default);
        for (int i = 0; i < 20; i++) await Ledger.AppendAsync(old, Batch(ItemBatch.MaxItems), default);
        long before = Pages();

        while (await Ledger.DeleteOpenedBeforeAsync(Now, 1000, default) > 0)
        {
        }

        Assert.InRange(Pages(), 1, before / 10);

        long Pages()
        {
            using SqliteSession session = SqliteSession.Open(_folder["ledger.db"], SqliteOpenMode.ReadOnly);
            return session.QueryNumber("PRAGMA page_count")!.Value;
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _folder.Dispose();
    }
}
