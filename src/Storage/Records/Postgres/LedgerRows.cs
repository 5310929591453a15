using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using Npgsql;

namespace JpegReducer.Storage.Records.Postgres;

/// <summary>Reads rows. The numbers are those of the columns in <see cref="LedgerSql"/>.</summary>
internal static class LedgerRows
{
    public static (JobLocation Location, LedgerJob Job) ReadJob(NpgsqlDataReader row)
    {
        JobSpec spec = new(
            new AccountId(row.GetGuid(2)),
            (JobPriority)row.GetInt16(3),
            SettingsDocument.Read(row.GetString(4)),
            row.GetText(5))
        {
            RequestDigest = row.IsDBNull(19) ? null : Convert.ToHexStringLower(row.GetFieldValue<byte[]>(19)),
        };
        JobTotals totals = new(
            row.GetInt32(10), row.GetInt32(11), row.GetInt32(12), row.GetInt32(13), row.GetInt32(14), row.GetInt32(15), row.GetInt64(16),
            row.GetInt64(17));
        DateTimeOffset? closedAt = row.IsDBNull(8) ? null : row.GetMoment(8);
        LedgerJob job = new(new JobId(row.GetGuid(1)), spec, (JobState)row.GetInt16(6), totals, row.GetMoment(7), closedAt, row.GetBoolean(9));
        return (new JobLocation(row.GetInt64(0), row.GetFieldValue<DateOnly>(18)), job);
    }

    public static JobLocation ReadLocation(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetFieldValue<DateOnly>(1));

    public static WorkItem ReadWorkItem(NpgsqlDataReader row, JobId job) => new(row.GetInt32(0), row.GetString(1), ReadSource(row, job))
    {
        FailedAttempts = row.IsDBNull(5) ? 0 : row.GetInt16(5),
    };

    public static ItemRecord ReadItem(NpgsqlDataReader row, JobId job)
    {
        int sequence = row.GetInt32(0);
        NewItem item = new(row.GetString(1), row.GetText(2), ReadSource(row, job));
        ItemState state = (ItemState)row.GetInt16(5);
        if (state is not ItemState.Pending)
            return new ItemRecord(sequence, item, ResultDocument.Read(row.GetString(7), state, item.Source, job, sequence), row.GetMoment(6));

        // An item without an ending ended with its job.
        bool isCancelled = (JobState)row.GetInt16(8) is JobState.Cancelled;
        return new ItemRecord(
            sequence, item, new ItemResult(isCancelled ? ItemState.Cancelled : ItemState.Pending), isCancelled ? row.GetMoment(9) : null);
    }

    private static ItemSource ReadSource(NpgsqlDataReader row, JobId job) => row.GetText(3) is { } address
        ? new ItemSource.Remote(address)
        : new ItemSource.Uploaded(FileText.Read(row.GetString(4), job, name: null, expiresAt: null));

    extension(NpgsqlDataReader row)
    {
        private string? GetText(int column) => row.IsDBNull(column) ? null : row.GetString(column);

        private DateTimeOffset GetMoment(int column) => row.GetFieldValue<DateTimeOffset>(column);
    }
}
