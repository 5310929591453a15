using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using Microsoft.Data.Sqlite;

namespace JpegReducer.Storage.Records.Sqlite;

/// <summary>Reads rows. The numbers are those of the columns in <see cref="LedgerSql"/>.</summary>
internal static class LedgerRows
{
    public static byte[] ToBytes(Guid id) => id.ToByteArray(bigEndian: true);

    public static (long Number, LedgerJob Job) ReadJob(SqliteDataReader row)
    {
        JobSpec spec = new(
            new AccountId(row.GetUuid(2)),
            (JobPriority)row.GetInt32(3),
            SettingsDocument.Read(row.GetString(4)),
            row.GetText(5))
        {
            RequestDigest = row.IsDBNull(18) ? null : Convert.ToHexStringLower(row.GetFieldValue<byte[]>(18)),
        };
        JobTotals totals = new(
            row.GetInt32(10), row.GetInt32(11), row.GetInt32(12), row.GetInt32(13), row.GetInt32(14), row.GetInt32(15), row.GetInt64(16),
            row.GetInt64(17));
        DateTimeOffset? closedAt = row.IsDBNull(8) ? null : row.GetMoment(8);
        LedgerJob job = new(
            new JobId(row.GetUuid(1)), spec, (JobState)row.GetInt32(6), totals, row.GetMoment(7), closedAt, row.GetBoolean(9));
        return (row.GetInt64(0), job);
    }

    public static WorkItem ReadWorkItem(SqliteDataReader row, JobId job) =>
        new(row.GetInt32(0), row.GetString(1), ReadSource(row, job)) { FailedAttempts = row.GetInt32(5) };

    public static ItemRecord ReadItem(SqliteDataReader row, JobId job)
    {
        int sequence = row.GetInt32(0);
        NewItem item = new(row.GetString(1), row.GetText(2), ReadSource(row, job));
        if (!row.IsDBNull(5))
        {
            ItemResult result = ResultDocument.Read(row.GetString(7), (ItemState)row.GetInt32(5), item.Source, job, sequence);
            return new ItemRecord(sequence, item, result, row.GetMoment(6));
        }

        // An item without an ending ended with its job.
        bool isCancelled = (JobState)row.GetInt32(8) is JobState.Cancelled;
        return new ItemRecord(
            sequence, item, new ItemResult(isCancelled ? ItemState.Cancelled : ItemState.Pending), isCancelled ? row.GetMoment(9) : null);
    }

    private static ItemSource ReadSource(SqliteDataReader row, JobId job) => row.GetText(3) is { } address
        ? new ItemSource.Remote(address)
        : new ItemSource.Uploaded(FileText.Read(row.GetString(4), job, name: null, expiresAt: null));

    extension(SqliteDataReader row)
    {
        private Guid GetUuid(int column) => new(row.GetFieldValue<byte[]>(column), bigEndian: true);

        private string? GetText(int column) => row.IsDBNull(column) ? null : row.GetString(column);

        private DateTimeOffset GetMoment(int column) => new(row.GetInt64(column), TimeSpan.Zero);
    }
}
