namespace JpegReducer.Storage.Records.Postgres;

/// <summary>
/// The SQL of the ledger in PostgreSQL. Statements that change a job's rows are sent together as one transaction and begin by locking the
/// job's row; each of them takes its own snapshot, and so sees every earlier change made under that lock. Every statement on items names
/// their day, so that it touches one partition.
/// </summary>
internal static class LedgerSql
{
    private const string JobColumns = """
        number, id, account, priority, settings, label, state, created_at, closed_at, settled,
        items, reduced, kept, failed, cancelled, charged, bytes_in, bytes_out, day, request_digest
        """;

    private const string ItemColumns = "sequence, name, client_ref, address, upload";

    /// <summary>Whether a job is complete, and none of its items is pending after <c>sums</c>.</summary>
    private const string IsLast = "job.state = 1 AND job.items = job.reduced + job.kept + job.failed + job.cancelled + sums.ended";

    public const string FindJob = $"SELECT {JobColumns} FROM job WHERE id = $1";

    /// <summary>
    /// The job ($1), the first sequence number of one of its batches ($2, $3, $4) if it is recorded, and whether that has the digest $5.
    /// </summary>
    public const string FindJobAndBatch = $"""
        SELECT {JobColumns}, (SELECT first_sequence FROM batch WHERE job = $2 AND id = $3 AND day = $4),
            (SELECT digest IS NOT DISTINCT FROM $5 FROM batch WHERE job = $2 AND id = $3 AND day = $4)
        FROM job WHERE id = $1
        """;

    public const string FindLocation = "SELECT number, day FROM job WHERE id = $1";

    public const string LockJob = "SELECT number, day FROM job WHERE id = $1 FOR UPDATE";

    /// <summary>Inserts a job with its first batch ($11, or NULL) and its items, and returns a row; does nothing if the job exists.</summary>
    public const string OpenJob = $"""
        WITH opened AS (
            INSERT INTO job (id, account, priority, settings, label, created_at, day, state, closed_at, items, request_digest)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $12)
            ON CONFLICT (id) DO NOTHING
            RETURNING number, day),
        first_batch AS (
            INSERT INTO batch (job, day, id, first_sequence, digest) SELECT number, day, $11, 0, $13 FROM opened WHERE $11 IS NOT NULL),
        new_items AS (
            INSERT INTO item (job, day, {ItemColumns})
            SELECT opened.number, opened.day, ordinal - 1, name, client_ref, address, upload
            FROM opened, unnest($14, $15, $16, $17) WITH ORDINALITY AS given (name, client_ref, address, upload, ordinal))
        SELECT number FROM opened
        """;

    /// <summary>Inserts a batch ($3) of a job ($1, $2) and its items; does nothing if the batch exists or the job is not open.</summary>
    public const string AppendBatch = $"""
        WITH new_batch AS (
            INSERT INTO batch (job, day, id, first_sequence, digest) SELECT number, $2, $3, items, $4 FROM job WHERE number = $1 AND state = 0
            ON CONFLICT DO NOTHING
            RETURNING first_sequence),
        new_items AS (
            INSERT INTO item (job, day, {ItemColumns})
            SELECT $1, $2, first_sequence + ordinal - 1, name, client_ref, address, upload
            FROM new_batch, unnest($5, $6, $7, $8) WITH ORDINALITY AS given (name, client_ref, address, upload, ordinal))
        UPDATE job SET items = items + cardinality($5) FROM new_batch WHERE number = $1
        """;

    /// <summary>
    /// Ends the items of a job ($1, $2) at $3 that are pending; $4 and on are their columns. OFFSET 0 makes the join a look-up per ending
    /// for any estimate of the planner: it has no statistics of a day that has just begun, and would read the whole job instead. Rows stay where
    /// they were found, because they change under the lock of their job only; ANY avoids a scan of the day.
    /// </summary>
    public const string EndItems = $"""
        WITH given AS (
            SELECT * FROM unnest($4, $5, $6, $7, $8, $9) AS given (sequence, state, charged, bytes_in, bytes_out, result)
            WHERE EXISTS (SELECT FROM job WHERE number = $1 AND state IN (0, 1))),
        e AS MATERIALIZED (
            SELECT given.*, pending.ctid AS location
            FROM given CROSS JOIN LATERAL (
                SELECT ctid FROM item WHERE item.job = $1 AND item.day = $2 AND item.sequence = given.sequence AND item.ended_at IS NULL
                OFFSET 0) AS pending),
        ended AS (
            UPDATE item SET
                state = e.state, charged = e.charged, ended_at = $3, bytes_in = e.bytes_in, bytes_out = e.bytes_out, result = e.result
            FROM e WHERE item.day = $2 AND item.ctid = ANY (ARRAY(SELECT location FROM e)) AND item.ctid = e.location
            RETURNING e.state, e.charged, e.bytes_in, e.bytes_out),
        sums AS (
            SELECT count(*) AS ended,
                count(*) FILTER (WHERE state = 1) AS reduced,
                count(*) FILTER (WHERE state = 2) AS kept,
                count(*) FILTER (WHERE state = 3) AS failed,
                count(*) FILTER (WHERE state = 4) AS cancelled,
                coalesce(sum(charged), 0) AS charged, coalesce(sum(bytes_in), 0) AS bytes_in, coalesce(sum(bytes_out), 0) AS bytes_out
            FROM ended)
        UPDATE job SET
            reduced = job.reduced + sums.reduced, kept = job.kept + sums.kept, failed = job.failed + sums.failed,
            cancelled = job.cancelled + sums.cancelled, charged = job.charged + sums.charged,
            bytes_in = job.bytes_in + sums.bytes_in, bytes_out = job.bytes_out + sums.bytes_out,
            state = CASE WHEN {IsLast} THEN 2 ELSE job.state END, closed_at = CASE WHEN {IsLast} THEN $3 ELSE job.closed_at END
        FROM sums WHERE job.number = $1 AND sums.ended > 0
        """;

    /// <summary>Records failed attempts ($4) of an item ($3) of a job ($1, $2) that is pending and has fewer: a look-up by the primary key.</summary>
    public const string RecordFailedAttempts = """
        UPDATE item SET failed_attempts = $4
        WHERE job = $1 AND day = $2 AND sequence = $3 AND ended_at IS NULL AND coalesce(failed_attempts, 0) < $4
        """;

    public const string SealJob = """
        UPDATE job SET
            state = CASE WHEN items = reduced + kept + failed + cancelled THEN 2 ELSE 1 END,
            closed_at = CASE WHEN items = reduced + kept + failed + cancelled THEN $2 END
        WHERE id = $1 AND state = 0
        """;

    public const string CancelJob = """
        UPDATE job SET state = 3, cancelled = items - reduced - kept - failed, closed_at = $2 WHERE id = $1 AND state IN (0, 1)
        """;

    public const string SettleJob = "UPDATE job SET settled = true WHERE id = $1 AND state IN (2, 3) AND NOT settled";

    public const string ReadUnsettledJobs = $"""
        SELECT {JobColumns} FROM job WHERE NOT settled AND (created_at, number) > ($1, $2) ORDER BY created_at, number LIMIT $3
        """;

    public const string ReadJobsOfAccount = $"""
        SELECT {JobColumns} FROM job WHERE account = $1 AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4
        """;

    public const string ReadPending = $"""
        SELECT {ItemColumns}, failed_attempts FROM item
        WHERE job = $1 AND day = $2 AND sequence > $3 AND state = 0 AND EXISTS (SELECT FROM job WHERE number = $1 AND state IN (0, 1))
        ORDER BY sequence LIMIT $4
        """;

    public const string ReadItems = $"""
        SELECT {ItemColumns}, item.state, ended_at, result, job.state, job.closed_at
        FROM item, job
        WHERE item.job = $1 AND item.day = $2 AND sequence > $3 AND job.number = $1
        ORDER BY sequence LIMIT $4
        """;

    /// <summary>
    /// Deletes up to $2 jobs that were opened before the day $1; returns the number of deleted rows, including those of their items.
    /// </summary>
    public const string DeleteJobsBefore = """
        WITH gone AS (
            DELETE FROM job WHERE number IN (SELECT number FROM job WHERE day < $1 ORDER BY day LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING items)
        SELECT coalesce(sum(items + 1), 0)::integer FROM gone
        """;

    public const string CheckHealth = """
        INSERT INTO health_check AS row (id, checks) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET checks = row.checks + 1
        """;
}
