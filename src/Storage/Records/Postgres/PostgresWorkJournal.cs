using JpegReducer.Interfaces.Ids;
using JpegReducer.Storage.Postgres;
using Npgsql;

namespace JpegReducer.Storage.Records.Postgres;

/// <summary>The journal in PostgreSQL: a row per worker, a round trip per record, and no wait for the server's disk.</summary>
internal sealed class PostgresWorkJournal(PostgresDatabase database) : IWorkJournal
{
    private const string Record = """
        INSERT INTO work_journal (worker, noted_at, jobs, sequences) VALUES ($1, $2, $3, $4)
        ON CONFLICT (worker) DO UPDATE SET noted_at = excluded.noted_at, jobs = excluded.jobs, sequences = excluded.sequences
        """;

    private const string Remove = "DELETE FROM work_journal WHERE worker = $1";

    private const string Read = """
        SELECT worker, ARRAY(SELECT sequence FROM unnest(jobs, sequences) AS item (job, sequence) WHERE job = $1)
        FROM work_journal WHERE $1 = ANY (jobs)
        """;

    private const string DeleteRecordedBefore = "DELETE FROM work_journal WHERE noted_at < $1";

    public Task RecordAsync(WorkerId worker, IReadOnlyCollection<ItemKey> items, DateTimeOffset now, CancellationToken cancellationToken) =>
        ExecuteAsync(
        Record,
        parameters => parameters
            .With(worker.Silo.ToParsableString())
            .With(now.UtcDateTime)
            .With(items.Select(item => item.Job.Value).ToArray())
            .With(items.Select(item => item.Sequence).ToArray()),
        cancellationToken);

    public Task RemoveAsync(WorkerId worker, CancellationToken cancellationToken) =>
        ExecuteAsync(Remove, parameters => parameters.With(worker.Silo.ToParsableString()), cancellationToken);

    public async Task<IReadOnlyList<JournalEntry>> ReadAsync(JobId job, CancellationToken cancellationToken) => await database.RunAsync(
        async connection =>
        {
            await using NpgsqlCommand select = new(Read, connection);
            select.Parameters.With(job.Value);
            await using NpgsqlDataReader rows = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            List<JournalEntry> entries = [];
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                entries.Add(new JournalEntry(new WorkerId(SiloAddress.FromParsableString(rows.GetString(0))), rows.GetFieldValue<int[]>(1)));
            return entries;
        },
        cancellationToken).ConfigureAwait(false);

    public Task<int> DeleteRecordedBeforeAsync(DateTimeOffset moment, CancellationToken cancellationToken) =>
        ExecuteAsync(DeleteRecordedBefore, parameters => parameters.With(moment.UtcDateTime), cancellationToken);

    private Task<int> ExecuteAsync(string sql, Action<NpgsqlParameterCollection> fill, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            await using NpgsqlCommand command = new(sql, connection);
            fill(command.Parameters);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);
}
