namespace JpegReducer.Storage.Records.Sqlite;

/// <summary>The SQL of the ledger in SQLite. Every query on items is a range of a primary key.</summary>
internal static class LedgerSql
{
    private const string JobColumns = """
        number, id, account, priority, settings, label, state, created_at, closed_at, settled,
        items, reduced, kept, failed, cancelled, charged, bytes_in, bytes_out, request_digest
        """;

    public const string FindJob = $"SELECT {JobColumns} FROM job WHERE id = $id";

    public const string InsertJob = """
        INSERT INTO job (id, account, priority, settings, label, state, created_at, request_digest)
        VALUES ($id, $account, $priority, $settings, $label, 0, $created_at, $request_digest)
        RETURNING number
        """;

    public const string UpdateJob = """
        UPDATE job SET state = $state, closed_at = $closed_at, items = $items, reduced = $reduced, kept = $kept, failed = $failed,
            cancelled = $cancelled, charged = $charged, bytes_in = $bytes_in, bytes_out = $bytes_out
        WHERE number = $number
        """;

    public const string SettleJob = "UPDATE job SET settled = 1 WHERE id = $id AND state IN (2, 3)";

    public const string ReadUnsettledJobs = $"""
        SELECT {JobColumns} FROM job
        WHERE settled = 0 AND (created_at, number) > ($created_at, $number)
        ORDER BY created_at, number LIMIT $max
        """;

    public const string ReadJobsOfAccount = $"""
        SELECT {JobColumns} FROM job
        WHERE account = $account AND (created_at, id) < ($created_at, $id)
        ORDER BY created_at DESC, id DESC LIMIT $max
        """;

    public const string FindBatch = "SELECT first_sequence, digest IS $digest FROM batch WHERE job = $job AND id = $id";

    public const string InsertBatch = "INSERT INTO batch (job, id, first_sequence, digest) VALUES ($job, $id, $first_sequence, $digest)";

    public const string InsertItem = """
        INSERT INTO item (job, sequence, name, client_ref, address, upload) VALUES ($job, $sequence, $name, $client_ref, $address, $upload)
        """;

    public const string InsertPending = "INSERT INTO pending (job, sequence) VALUES ($job, $sequence)";

    public const string DeletePending = "DELETE FROM pending WHERE job = $job AND sequence = $sequence";

    public const string RecordFailedAttempts = """
        UPDATE pending SET failed_attempts = $failed WHERE job = $job AND sequence = $sequence AND failed_attempts < $failed
        """;

    public const string InsertEnding = """
        INSERT INTO ending (job, sequence, state, charged, ended_at, bytes_in, bytes_out, result)
        VALUES ($job, $sequence, $state, $charged, $ended_at, $bytes_in, $bytes_out, $result)
        """;

    public const string ReadPending = """
        SELECT item.sequence, name, client_ref, address, upload, failed_attempts
        FROM job
        JOIN pending ON pending.job = job.number
        JOIN item ON item.job = pending.job AND item.sequence = pending.sequence
        WHERE job.id = $id AND job.state IN (0, 1) AND pending.sequence > $after
        ORDER BY pending.sequence LIMIT $max
        """;

    public const string ReadItems = """
        SELECT item.sequence, name, client_ref, address, upload, ending.state, ended_at, result, job.state, job.closed_at
        FROM job
        JOIN item ON item.job = job.number
        LEFT JOIN ending ON ending.job = item.job AND ending.sequence = item.sequence
        WHERE job.id = $id AND item.sequence > $after
        ORDER BY item.sequence LIMIT $max
        """;

    public const string FindOldestJob = "SELECT number FROM job WHERE created_at < $moment ORDER BY created_at LIMIT 1";

    public const string FindFirstItem = "SELECT sequence FROM item WHERE job = $job ORDER BY sequence LIMIT 1";

    public const string DeleteItems = "DELETE FROM item WHERE job = $job AND sequence < $end";

    public const string DeletePendings = "DELETE FROM pending WHERE job = $job AND sequence < $end";

    public const string DeleteEndings = "DELETE FROM ending WHERE job = $job AND sequence < $end";

    public const string DeleteBatches = """
        DELETE FROM batch WHERE job = $job AND id IN (SELECT id FROM batch WHERE job = $job ORDER BY id LIMIT $max)
        """;

    public const string DeleteJob = "DELETE FROM job WHERE number = $job";

    public const string CheckHealth = """
        INSERT INTO health_check (id, checks) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET checks = checks + 1
        """;
}
