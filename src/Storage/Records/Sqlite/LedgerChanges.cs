using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace JpegReducer.Storage.Records.Sqlite;

/// <summary>The changes of the ledger, each run by <see cref="LedgerWriter"/> inside a transaction.</summary>
internal static class LedgerChanges
{
    public static OpenedJob Open(SqliteSession session, JobId id, JobSpec spec, DateTimeOffset now, ItemBatch? first, bool isComplete)
    {
        if (Find(session, id) is { } known) return new OpenedJob(known.Job, IsNew: false);

        long number = session.QueryNumber(
            LedgerSql.InsertJob,
            ("$id", LedgerRows.ToBytes(id.Value)),
            ("$account", LedgerRows.ToBytes(spec.Account.Value)),
            ("$priority", (int)spec.Priority),
            ("$settings", SettingsDocument.Write(spec.Settings)),
            ("$label", spec.Label),
            ("$created_at", now.UtcTicks),
            ("$request_digest", ToBytes(spec.RequestDigest)))!.Value;
        LedgerJob job = new(id, spec, JobState.Open, default, now.ToUniversalTime(), ClosedAt: null, IsSettled: false);
        if (first is not null) job = Add(session, number, job, first);
        if (isComplete) job = Complete(job, now);
        return new OpenedJob(Update(session, number, job), IsNew: true);
    }

    public static AppendedItems Append(SqliteSession session, JobId id, ItemBatch batch)
    {
        (long number, LedgerJob job) = Get(session, id);
        if (FindBatch(session, number, job, batch) is { } seen) return seen;
        if (job.State is not JobState.Open) throw new InvalidOperationException($"{id} accepts no more items.");

        return new AppendedItems(job.Totals.Items, Update(session, number, Add(session, number, job, batch)), AppendOutcome.Added);
    }

    public static AppendedItems? FindBatch(SqliteSession session, JobId id, ItemBatch batch) =>
        Find(session, id) is (var number, var job) ? FindBatch(session, number, job, batch) : null;

    public static LedgerJob Commit(SqliteSession session, JobId id, IReadOnlyList<ItemEnding> endings, DateTimeOffset now)
    {
        (long number, LedgerJob job) = Get(session, id);
        if (job.State is JobState.Done or JobState.Cancelled) return job;

        JobTotals totals = job.Totals;
        foreach (ItemEnding ending in endings)
        {
            bool isFirst = session.Execute(LedgerSql.DeletePending, ("$job", number), ("$sequence", ending.Sequence)) == 1;
            if (!isFirst) continue;
            InsertEnding(session, number, id, ending, now);
            totals = Count(totals, ending);
        }

        if (totals == job.Totals) return job;
        job = job with { Totals = totals };
        return Update(session, number, job.State is JobState.Running ? Complete(job, now) : job);
    }

    public static int RecordFailedAttempts(SqliteSession session, JobId id, IReadOnlyList<FailedAttempts> attempts)
    {
        if (Find(session, id) is not { } found) return 0;

        return attempts.Sum(item => session.Execute(
            LedgerSql.RecordFailedAttempts, ("$job", found.Number), ("$sequence", item.Sequence), ("$failed", item.Count)));
    }

    public static LedgerJob Seal(SqliteSession session, JobId id, DateTimeOffset now)
    {
        (long number, LedgerJob job) = Get(session, id);
        return job.State is JobState.Open ? Update(session, number, Complete(job, now)) : job;
    }

    public static LedgerJob Cancel(SqliteSession session, JobId id, DateTimeOffset now)
    {
        (long number, LedgerJob job) = Get(session, id);
        if (job.State is JobState.Done or JobState.Cancelled) return job;

        JobTotals totals = job.Totals with { Cancelled = job.Totals.Cancelled + job.Totals.Pending };
        return Update(session, number, job with { State = JobState.Cancelled, Totals = totals, ClosedAt = now.ToUniversalTime() });
    }

    public static int DeleteOpenedBefore(SqliteSession session, DateTimeOffset moment, int max)
    {
        int deleted = 0;
        while (deleted < max && session.QueryNumber(LedgerSql.FindOldestJob, ("$moment", moment.UtcTicks)) is { } number)
        {
            // Children first: a job exists until the last of its rows is deleted.
            if (session.QueryNumber(LedgerSql.FindFirstItem, ("$job", number)) is { } firstItem)
            {
                long end = firstItem + max - deleted;
                session.Execute(LedgerSql.DeletePendings, ("$job", number), ("$end", end));
                session.Execute(LedgerSql.DeleteEndings, ("$job", number), ("$end", end));
                deleted += session.Execute(LedgerSql.DeleteItems, ("$job", number), ("$end", end));
                continue;
            }

            int batches = session.Execute(LedgerSql.DeleteBatches, ("$job", number), ("$max", max - deleted));
            deleted += batches > 0 ? batches : session.Execute(LedgerSql.DeleteJob, ("$job", number));
        }

        return deleted;
    }

    public static (long Number, LedgerJob Job)? Find(SqliteSession session, JobId id)
    {
        using SqliteDataReader row = session.Query(LedgerSql.FindJob, ("$id", LedgerRows.ToBytes(id.Value)));
        return row.Read() ? LedgerRows.ReadJob(row) : null;
    }

    private static (long Number, LedgerJob Job) Get(SqliteSession session, JobId id) =>
        Find(session, id) ?? throw new InvalidOperationException($"There is no {id}.");

    private static AppendedItems? FindBatch(SqliteSession session, long number, LedgerJob job, ItemBatch batch)
    {
        using SqliteDataReader row = session.Query(
            LedgerSql.FindBatch, ("$job", number), ("$id", LedgerRows.ToBytes(batch.Id)), ("$digest", ToBytes(batch.Digest)));
        return row.Read() ? new AppendedItems(row.GetInt32(0), job, row.GetBoolean(1) ? AppendOutcome.Repeated : AppendOutcome.Conflict) : null;
    }

    private static LedgerJob Add(SqliteSession session, long number, LedgerJob job, ItemBatch batch)
    {
        int sequence = job.Totals.Items;
        session.Execute(
            LedgerSql.InsertBatch, ("$job", number), ("$id", LedgerRows.ToBytes(batch.Id)), ("$first_sequence", sequence),
            ("$digest", ToBytes(batch.Digest)));
        foreach (NewItem item in batch.Items)
        {
            session.Execute(
                LedgerSql.InsertItem,
                ("$job", number),
                ("$sequence", sequence),
                ("$name", item.Name),
                ("$client_ref", item.ClientRef),
                ("$address", (item.Source as ItemSource.Remote)?.Address),
                ("$upload", item.Source is ItemSource.Uploaded(var file) ? FileText.Write(file, job.Id, name: null, expiresAt: null) : null));
            session.Execute(LedgerSql.InsertPending, ("$job", number), ("$sequence", sequence));
            sequence++;
        }

        return job with { Totals = job.Totals with { Items = sequence } };
    }

    private static void InsertEnding(SqliteSession session, long number, JobId id, ItemEnding ending, DateTimeOffset now) => session.Execute(
        LedgerSql.InsertEnding,
        ("$job", number),
        ("$sequence", ending.Sequence),
        ("$state", (int)ending.Result.State),
        ("$charged", ending.Result.Credits),
        ("$ended_at", now.UtcTicks),
        ("$bytes_in", ending.BytesIn),
        ("$bytes_out", ending.BytesOut),
        ("$result", ResultDocument.Write(ending.Result, id, ending.Sequence)));

    private static JobTotals Count(JobTotals totals, ItemEnding ending)
    {
        totals = ending.Result.State switch
        {
            ItemState.Reduced => totals with { Reduced = totals.Reduced + 1 },
            ItemState.Kept => totals with { Kept = totals.Kept + 1 },
            ItemState.Failed => totals with { Failed = totals.Failed + 1 },
            ItemState.Cancelled => totals with { Cancelled = totals.Cancelled + 1 },
            _ => throw new ArgumentException($"An item cannot end as {ending.Result.State}.", nameof(ending)),
        };
        return totals with
        {
            Charged = totals.Charged + ending.Result.Credits,
            BytesIn = totals.BytesIn + ending.BytesIn,
            BytesOut = totals.BytesOut + ending.BytesOut,
        };
    }

    /// <summary>The state of a job when no more items can be added: done if no item is pending.</summary>
    private static LedgerJob Complete(LedgerJob job, DateTimeOffset now) => job.Totals.Pending == 0
        ? job with { State = JobState.Done, ClosedAt = now.ToUniversalTime() }
        : job with { State = JobState.Running };

    private static LedgerJob Update(SqliteSession session, long number, LedgerJob job)
    {
        session.Execute(
            LedgerSql.UpdateJob,
            ("$state", (int)job.State),
            ("$closed_at", job.ClosedAt?.UtcTicks),
            ("$items", job.Totals.Items),
            ("$reduced", job.Totals.Reduced),
            ("$kept", job.Totals.Kept),
            ("$failed", job.Totals.Failed),
            ("$cancelled", job.Totals.Cancelled),
            ("$charged", job.Totals.Charged),
            ("$bytes_in", job.Totals.BytesIn),
            ("$bytes_out", job.Totals.BytesOut),
            ("$number", number));
        return job;
    }

    private static byte[]? ToBytes(string? digest) => digest is null ? null : Convert.FromHexString(digest);
}
