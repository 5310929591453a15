using System.Runtime.CompilerServices;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace JpegReducer.Storage.Records.Sqlite;

/// <summary>The ledger in one SQLite file, for one process.</summary>
internal sealed class SqliteItemLedger : IItemLedger, IAsyncDisposable
{
    private const int JobsOfOnePage = 256;

    /// <summary>At most 4 MB of the file are released with a slice of deletions, so that changes are not blocked for long.</summary>
    private const string ReleasePages = "PRAGMA incremental_vacuum(1000)";

    private readonly LedgerPatrol _patrol = new();
    private readonly LedgerWriter _writer;
    private readonly LedgerReaders _readers;

    /// <summary>Whether deleted rows are still in the write-ahead log: until it is truncated, which a reader may prevent.</summary>
    private volatile bool _logHoldsDeleted;

    private SqliteItemLedger(LedgerWriter writer, LedgerReaders readers) => (_writer, _readers) = (writer, readers);

    /// <summary>Opens the ledger, and creates it if there is none.</summary>
    public static SqliteItemLedger Open(string file)
    {
        SqliteSession session = SqliteSession.Open(file, SqliteOpenMode.ReadWriteCreate);
        try
        {
            // The first has an effect only on an empty file; with FULL every commit is an fsync.
            session.ExecuteScript("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            SqliteSchema.Migrate(session, file, $"{typeof(SqliteItemLedger).Namespace}.Migrations.");
        }
        catch (Exception error)
        {
            session.Dispose();
            if (SqliteErrors.Translate(error) is var translated && translated != error) throw translated;
            throw;
        }

        return new SqliteItemLedger(new LedgerWriter(session), new LedgerReaders(file));
    }

    public Task<OpenedJob> OpenJobAsync(
        JobId job, JobSpec spec, DateTimeOffset now, ItemBatch? first, bool isComplete, CancellationToken cancellationToken) =>
        _writer.ChangeAsync(session => LedgerChanges.Open(session, job, spec, now, first, isComplete), cancellationToken);

    public Task<AppendedItems> AppendAsync(JobId job, ItemBatch batch, CancellationToken cancellationToken) =>
        _writer.ChangeAsync(session => LedgerChanges.Append(session, job, batch), cancellationToken);

    public Task<AppendedItems?> FindBatchAsync(JobId job, ItemBatch batch, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => LedgerChanges.FindBatch(session, job, batch), cancellationToken);

    public Task<LedgerJob> CommitAsync(JobId job, IReadOnlyList<ItemEnding> endings, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.ChangeAsync(session => LedgerChanges.Commit(session, job, endings, now), cancellationToken);

    public Task RecordFailedAttemptsAsync(JobId job, IReadOnlyList<FailedAttempts> attempts, CancellationToken cancellationToken) =>
        _writer.ChangeAsync(session => LedgerChanges.RecordFailedAttempts(session, job, attempts), cancellationToken);

    public Task<LedgerJob> SealAsync(JobId job, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.ChangeAsync(session => LedgerChanges.Seal(session, job, now), cancellationToken);

    public Task<LedgerJob> CancelAsync(JobId job, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.ChangeAsync(session => LedgerChanges.Cancel(session, job, now), cancellationToken);

    public Task MarkSettledAsync(JobId job, CancellationToken cancellationToken) =>
        _writer.ChangeAsync(session => session.Execute(LedgerSql.SettleJob, ("$id", LedgerRows.ToBytes(job.Value))), cancellationToken);

    public Task<LedgerJob?> FindJobAsync(JobId job, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => LedgerChanges.Find(session, job)?.Job, cancellationToken);

    public async IAsyncEnumerable<LedgerJob> ReadUnsettledJobsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (long createdAt, long number) = (long.MinValue, 0);
        while (true)
        {
            List<(long Number, LedgerJob Job)> page = await _readers.ReadAsync(
                session => ReadAll(
                    session.Query(LedgerSql.ReadUnsettledJobs, ("$created_at", createdAt), ("$number", number), ("$max", JobsOfOnePage)),
                    LedgerRows.ReadJob),
                cancellationToken).ConfigureAwait(false);
            foreach ((_, LedgerJob job) in page) yield return job;
            if (page.Count < JobsOfOnePage) yield break;
            (createdAt, number) = (page[^1].Job.CreatedAt.UtcTicks, page[^1].Number);
        }
    }

    public async Task<IReadOnlyList<LedgerJob>> ReadJobsAsync(AccountId account, JobCursor? before, int max, CancellationToken cancellationToken) =>
        await _readers.ReadAsync(
            session => ReadAll(
                session.Query(
                    LedgerSql.ReadJobsOfAccount,
                    ("$account", LedgerRows.ToBytes(account.Value)),
                    ("$created_at", before?.CreatedAt.UtcTicks ?? long.MaxValue),
                    ("$id", LedgerRows.ToBytes(before?.Job.Value ?? Guid.AllBitsSet)),
                    ("$max", max)),
                row => LedgerRows.ReadJob(row).Job),
            cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<WorkItem>> ReadPendingAsync(JobId job, int afterSequence, int max, CancellationToken cancellationToken) =>
        await _readers.ReadAsync(
            session => ReadAll(
                session.Query(LedgerSql.ReadPending, ("$id", LedgerRows.ToBytes(job.Value)), ("$after", afterSequence), ("$max", max)),
                row => LedgerRows.ReadWorkItem(row, job)),
            cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<ItemRecord>> ReadItemsAsync(JobId job, int afterSequence, int max, CancellationToken cancellationToken) =>
        await _readers.ReadAsync(
            session => ReadAll(
                session.Query(LedgerSql.ReadItems, ("$id", LedgerRows.ToBytes(job.Value)), ("$after", afterSequence), ("$max", max)),
                row => LedgerRows.ReadItem(row, job)),
            cancellationToken).ConfigureAwait(false);

    public async Task<int> DeleteOpenedBeforeAsync(DateTimeOffset moment, int max, CancellationToken cancellationToken)
    {
        int deleted = await _writer.ChangeAsync(
            session =>
            {
                int rows = LedgerChanges.DeleteOpenedBefore(session, moment, max);
                ReadToEnd(session.Query(ReleasePages));
                return rows;
            },
            cancellationToken).ConfigureAwait(false);
        if (deleted > 0) _logHoldsDeleted = true;
        else if (_logHoldsDeleted) _logHoldsDeleted = !await _writer.RunAloneAsync(TruncateLog, cancellationToken).ConfigureAwait(false);
        return deleted;
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _writer.ChangeAsync(session => session.Execute(LedgerSql.CheckHealth), cancellationToken).ConfigureAwait(false);
        await _readers.ReadAsync(_patrol.Run, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _readers.Dispose();
        await _writer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Copies the log into the file and truncates it; <see langword="false"/> if a reader still needs it.</summary>
    private static bool TruncateLog(SqliteSession session) => session.QueryNumber("PRAGMA wal_checkpoint(TRUNCATE)") == 0;

    private static void ReadToEnd(SqliteDataReader rows)
    {
        using (rows)
        {
            while (rows.Read())
            {
            }
        }
    }

    private static List<T> ReadAll<T>(SqliteDataReader rows, Func<SqliteDataReader, T> read)
    {
        using (rows)
        {
            List<T> all = [];
            while (rows.Read()) all.Add(read(rows));
            return all;
        }
    }
}
