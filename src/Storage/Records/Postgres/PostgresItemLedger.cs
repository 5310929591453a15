using System.Runtime.CompilerServices;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Storage.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace JpegReducer.Storage.Records.Postgres;

/// <summary>The ledger in PostgreSQL, for any number of processes. A change is one transaction and one round trip.</summary>
internal sealed class PostgresItemLedger(PostgresDatabase database, TimeProvider time) : IItemLedger
{
    private const int JobsOfOnePage = 256;

    private readonly JobLocations _locations = new();
    private readonly DayPartitions _partitions = new(database, time);

    /// <summary>Creates the partitions of the next days.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => _partitions.CreateAheadAsync(cancellationToken);

    public Task<OpenedJob> OpenJobAsync(
        JobId job, JobSpec spec, DateTimeOffset now, ItemBatch? first, bool isComplete, CancellationToken cancellationToken)
    {
        NewItem[] items = first?.Items ?? [];
        JobState state = (isComplete, items.Length) switch { (false, _) => JobState.Open, (true, 0) => JobState.Done, _ => JobState.Running };
        DateOnly day = DateOnly.FromDateTime(now.UtcDateTime);
        return ChangeAsync(
            batch =>
            {
                batch.Add(LedgerSql.OpenJob)
                    .With(job.Value)
                    .With(spec.Account.Value)
                    .With((short)spec.Priority)
                    .With(SettingsDocument.Write(spec.Settings))
                    .With(LedgerParameters.ToText(spec.Label), NpgsqlDbType.Text)
                    .With(now.UtcDateTime)
                    .With(day)
                    .With((short)state)
                    .With(state is JobState.Done ? now.UtcDateTime : (DateTime?)null, NpgsqlDbType.TimestampTz)
                    .With(items.Length)
                    .With(first?.Id, NpgsqlDbType.Uuid)
                    .WithDigest(spec.RequestDigest)
                    .WithDigest(first?.Digest)
                    .WithItems(items, job);
                batch.Add(LedgerSql.FindJob).With(job.Value);
            },
            day,
            async rows =>
            {
                bool isNew = await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                return new OpenedJob((await ReadJobAsync(rows).ConfigureAwait(false))!, isNew);
            },
            cancellationToken);
    }

    public async Task<AppendedItems> AppendAsync(JobId job, ItemBatch batch, CancellationToken cancellationToken)
    {
        (LedgerJob? after, (int? First, AppendOutcome Outcome) found) = await ChangeAtLocationAsync(
            job,
            (statements, location) =>
            {
                statements.Add(LedgerSql.AppendBatch).With(location.Number).With(location.Day).With(batch.Id).WithDigest(batch.Digest)
                    .WithItems(batch.Items, job);
                AddFindBatch(statements, job, location, batch);
            },
            row => row.RecordsAffected > 0 ? (row.GetInt32(20), AppendOutcome.Added) : ReadBatch(row), // rows are affected by AppendBatch alone
            cancellationToken).ConfigureAwait(false);
        if (after is null) throw new InvalidOperationException($"There is no {job}.");
        return new AppendedItems(found.First ?? throw new InvalidOperationException($"{job} accepts no more items."), after, found.Outcome);
    }

    public async Task<AppendedItems?> FindBatchAsync(JobId job, ItemBatch batch, CancellationToken cancellationToken)
    {
        (LedgerJob? known, (int? First, AppendOutcome Outcome) found) = await ChangeAtLocationAsync(
            job, (statements, location) => AddFindBatch(statements, job, location, batch), ReadBatch, cancellationToken).ConfigureAwait(false);
        return known is not null && found.First is { } first ? new AppendedItems(first, known, found.Outcome) : null;
    }

    public async Task<LedgerJob> CommitAsync(JobId job, IReadOnlyList<ItemEnding> endings, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (ItemEnding ending in endings)
        {
            if (ending.Result.State is not (ItemState.Reduced or ItemState.Kept or ItemState.Failed or ItemState.Cancelled))
                throw new ArgumentException($"An item cannot end as {ending.Result.State}.", nameof(endings));
        }

        // An UPDATE that finds a row twice uses either: of an item that is listed twice, the first counts.
        ItemEnding[] distinct = [.. endings.DistinctBy(ending => ending.Sequence)];
        (LedgerJob? after, _) = await ChangeAtLocationAsync(
            job,
            (statements, location) =>
            {
                statements.Add(LedgerSql.EndItems).With(location.Number).With(location.Day).With(now.UtcDateTime).WithEndings(distinct, job);
                statements.Add(LedgerSql.FindJob).With(job.Value);
            },
            _ => true,
            cancellationToken).ConfigureAwait(false);
        return after ?? throw new InvalidOperationException($"There is no {job}.");
    }

    public Task RecordFailedAttemptsAsync(JobId job, IReadOnlyList<FailedAttempts> attempts, CancellationToken cancellationToken) =>
        ChangeAtLocationAsync(
            job,
            (statements, location) =>
            {
                foreach (FailedAttempts item in attempts)
                {
                    statements.Add(LedgerSql.RecordFailedAttempts)
                        .With(location.Number).With(location.Day).With(item.Sequence).With((short)item.Count);
                }

                statements.Add(LedgerSql.FindJob).With(job.Value);
            },
            _ => true,
            cancellationToken);

    public Task<LedgerJob> SealAsync(JobId job, DateTimeOffset now, CancellationToken cancellationToken) =>
        CloseAsync(LedgerSql.SealJob, job, now, cancellationToken);

    public Task<LedgerJob> CancelAsync(JobId job, DateTimeOffset now, CancellationToken cancellationToken) =>
        CloseAsync(LedgerSql.CancelJob, job, now, cancellationToken);

    public Task MarkSettledAsync(JobId job, CancellationToken cancellationToken) =>
        ChangeAsync(batch => batch.Add(LedgerSql.SettleJob).With(job.Value), day: null, _ => Task.FromResult(true), cancellationToken);

    public async Task<LedgerJob?> FindJobAsync(JobId job, CancellationToken cancellationToken) =>
        await ReadAsync(LedgerSql.FindJob, parameters => parameters.With(job.Value), ReadJob, cancellationToken)
            .ConfigureAwait(false) is [var found] ? found : null;

    public async IAsyncEnumerable<LedgerJob> ReadUnsettledJobsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (DateTime createdAt, long number) = (DateTimeOffset.MinValue.UtcDateTime, 0);
        while (true)
        {
            List<(JobLocation Location, LedgerJob Job)> page = await ReadAsync(
                LedgerSql.ReadUnsettledJobs,
                parameters => parameters.With(createdAt).With(number).With(JobsOfOnePage),
                LedgerRows.ReadJob,
                cancellationToken).ConfigureAwait(false);
            foreach ((_, LedgerJob job) in page) yield return job;
            if (page.Count < JobsOfOnePage) yield break;
            (createdAt, number) = (page[^1].Job.CreatedAt.UtcDateTime, page[^1].Location.Number);
        }
    }

    public async Task<IReadOnlyList<LedgerJob>> ReadJobsAsync(AccountId account, JobCursor? before, int max, CancellationToken cancellationToken) =>
        await ReadAsync(
            LedgerSql.ReadJobsOfAccount,
            parameters => parameters
                .With(account.Value)
                .With((before?.CreatedAt ?? DateTimeOffset.MaxValue).UtcDateTime)
                .With(before?.Job.Value ?? Guid.AllBitsSet)
                .With(max),
            row => LedgerRows.ReadJob(row).Job,
            cancellationToken).ConfigureAwait(false);

    public Task<IReadOnlyList<WorkItem>> ReadPendingAsync(JobId job, int afterSequence, int max, CancellationToken cancellationToken) =>
        ReadItemsAsync(LedgerSql.ReadPending, job, afterSequence, max, row => LedgerRows.ReadWorkItem(row, job), cancellationToken);

    public Task<IReadOnlyList<ItemRecord>> ReadItemsAsync(JobId job, int afterSequence, int max, CancellationToken cancellationToken) =>
        ReadItemsAsync(LedgerSql.ReadItems, job, afterSequence, max, row => LedgerRows.ReadItem(row, job), cancellationToken);

    public async Task<int> DeleteOpenedBeforeAsync(DateTimeOffset moment, int max, CancellationToken cancellationToken)
    {
        DateOnly day = DateOnly.FromDateTime(moment.UtcDateTime);
        await _partitions.CreateAheadAsync(cancellationToken).ConfigureAwait(false);
        await _partitions.DropBeforeAsync(day, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(LedgerSql.DeleteJobsBefore, parameters => parameters.With(day).With(max), row => row.GetInt32(0), cancellationToken)
            .ConfigureAwait(false) is [var rows] ? rows : 0;
    }

    public Task CheckAsync(CancellationToken cancellationToken) =>
        ReadAsync(LedgerSql.CheckHealth, _ => { }, _ => true, cancellationToken);

    private static void AddFindBatch(NpgsqlBatch statements, JobId job, JobLocation location, ItemBatch batch) => statements
        .Add(LedgerSql.FindJobAndBatch).With(job.Value).With(location.Number).With(batch.Id).With(location.Day).WithDigest(batch.Digest);

    private static (int? First, AppendOutcome Outcome) ReadBatch(NpgsqlDataReader row) =>
        (row.GetFieldValue<int?>(20), row.GetFieldValue<bool?>(21) is true ? AppendOutcome.Repeated : AppendOutcome.Conflict);

    private async Task<LedgerJob> CloseAsync(string sql, JobId job, DateTimeOffset now, CancellationToken cancellationToken)
    {
        LedgerJob? after = await ChangeAsync(
            batch =>
            {
                batch.Add(sql).With(job.Value).With(now.UtcDateTime);
                batch.Add(LedgerSql.FindJob).With(job.Value);
            },
            day: null,
            ReadJobAsync,
            cancellationToken).ConfigureAwait(false);
        return after ?? throw new InvalidOperationException($"There is no {job}.");
    }

    /// <summary>Makes a change that needs the location of the job's rows, and reads the job and a result from its last statement.</summary>
    private async Task<(LedgerJob? Job, T? Answer)> ChangeAtLocationAsync<T>(
        JobId job, Action<NpgsqlBatch, JobLocation> fill, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        while (await FindLocationAsync(job, cancellationToken).ConfigureAwait(false) is { } location)
        {
            (JobLocation? Truth, LedgerJob? Job, T? Answer) after = await ChangeAsync(
                batch =>
                {
                    batch.Add(LedgerSql.LockJob).With(job.Value);
                    fill(batch, location);
                },
                location.Day,
                async rows =>
                {
                    if (!await rows.ReadAsync(cancellationToken).ConfigureAwait(false)) return default;
                    JobLocation truth = LedgerRows.ReadLocation(rows);
                    await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                    await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
                    return (truth, LedgerRows.ReadJob(rows).Job, read(rows));
                },
                cancellationToken).ConfigureAwait(false);
            if (after.Truth is not { } found) break;
            if (found == location) return (after.Job, after.Answer);
            _locations.Keep(job, found); // it was deleted and opened again: nothing was changed
        }

        return default;
    }

    private async Task<JobLocation?> FindLocationAsync(JobId job, CancellationToken cancellationToken)
    {
        if (_locations.Find(job) is { } known) return known;
        if (await ReadLocationAsync(job, cancellationToken).ConfigureAwait(false) is not { } location) return null;
        _locations.Keep(job, location);
        return location;
    }

    private async Task<JobLocation?> ReadLocationAsync(JobId job, CancellationToken cancellationToken) =>
        await ReadAsync(LedgerSql.FindLocation, parameters => parameters.With(job.Value), LedgerRows.ReadLocation, cancellationToken)
            .ConfigureAwait(false)
            is [var location] ? location : null;

    private async Task<LedgerJob?> ReadJobAsync(NpgsqlDataReader rows) => await rows.ReadAsync().ConfigureAwait(false) ? ReadJob(rows) : null;

    private LedgerJob ReadJob(NpgsqlDataReader row)
    {
        (JobLocation location, LedgerJob job) = LedgerRows.ReadJob(row);
        _locations.Keep(job.Id, location);
        return job;
    }

    private async Task<IReadOnlyList<T>> ReadItemsAsync<T>(
        string sql, JobId job, int afterSequence, int max, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        await ReadLocationAsync(job, cancellationToken).ConfigureAwait(false) is { } location
            ? await ReadAsync(
                sql, parameters => parameters.With(location.Number).With(location.Day).With(afterSequence).With(max), read, cancellationToken)
                    .ConfigureAwait(false)
            : [];

    /// <summary>Makes a change: all that <paramref name="fill"/> adds, in one transaction and one round trip.</summary>
    /// <param name="fill">Adds the statements.</param>
    /// <param name="day">The day whose partition the statements need; created if it is missing.</param>
    /// <param name="read">Reads the results, from the first one on.</param>
    /// <param name="cancellationToken">After cancellation the change may or may not have been made.</param>
    private async Task<T> ChangeAsync<T>(
        Action<NpgsqlBatch> fill, DateOnly? day, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await database.RunAsync(RunAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException error) when (day is not null && PostgresErrors.IsOfMissingPartition(error))
        {
            await _partitions.EnsureAsync(day.Value, cancellationToken).ConfigureAwait(false);
            return await database.RunAsync(RunAsync, cancellationToken).ConfigureAwait(false);
        }

        async Task<T> RunAsync(NpgsqlConnection connection)
        {
            // Statements that are sent together without a BEGIN are one transaction, durable when the last of their results has arrived.
            await using NpgsqlBatch batch = new(connection);
            fill(batch);
            T answer;
            await using (NpgsqlDataReader rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
            {
                answer = await read(rows).ConfigureAwait(false);
                while (await rows.NextResultAsync(cancellationToken).ConfigureAwait(false))
                {
                }
            }

            LedgerInstruments.OnCommitted(1);
            return answer;
        }
    }

    private Task<List<T>> ReadAsync<T>(
        string sql, Action<NpgsqlParameterCollection> fill, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            await using NpgsqlCommand select = new(sql, connection);
            fill(select.Parameters);
            await using NpgsqlDataReader rows = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            List<T> all = [];
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false)) all.Add(read(rows));
            return all;
        },
        cancellationToken);
}
