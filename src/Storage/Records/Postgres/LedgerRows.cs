using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using Npgsql;

namespace JpegReducer.Storage.Records.Postgres;

/// <summary>Turns rows into records. The numbers are the places of columns in <see cref="LedgerSql"/>.</summary>
internal static class LedgerRows
{
    public static (JobPlace Place, LedgerJob Job) ReadJob(NpgsqlDataReader row)
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
            row.GetInt32(10), row.GetInt32(11), row.GetInt32(12), row.GetInt32(13), row.GetInt32(14), row.GetInt32(15), row.GetInt64(16), row.GetInt64(17));
        DateTimeOffset? closedAt = row.IsDBNull(8) ? null : row.GetMoment(8);
        LedgerJob job = new(new JobId(row.GetGuid(1)), spec, (JobState)row.GetInt16(6), totals, row.GetMoment(7), closedAt, row.GetBoolean(9));
        return (new JobPlace(row.GetInt64(0), row.GetFieldValue<DateOnly>(18)), job);
    }

    public static JobPlace ReadPlace(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetFieldValue<DateOnly>(1));

    public static WorkItem ReadWorkItem(NpgsqlDataReader row) => new(row.GetInt32(0), row.GetString(1), ReadSource(row))
    {
        FailedAttempts = row.IsDBNull(8) ? 0 : row.GetInt16(8),
    };

    public static ItemRecord ReadItem(NpgsqlDataReader row)
    {
        int sequence = row.GetInt32(0);
        NewItem item = new(row.GetString(1), row.GetText(2), ReadSource(row));
        if ((ItemState)row.GetInt16(8) is not ItemState.Pending)
            return new ItemRecord(sequence, item, ReadResult(row, item.Source), row.GetBoolean(9), row.GetMoment(10));

        // An item that has no ending ended with its job.
        bool isCancelled = (JobState)row.GetInt16(31) is JobState.Cancelled;
        return new ItemRecord(
            sequence, item, new ItemResult(isCancelled ? ItemState.Cancelled : ItemState.Pending), Charged: false, isCancelled ? row.GetMoment(32) : null);
    }

    private static ItemSource ReadSource(NpgsqlDataReader row) =>
        row.GetText(3) is { } address ? new ItemSource.Remote(address) : new ItemSource.Uploaded(ReadFile(row, 4)!);

    private static ItemResult ReadResult(NpgsqlDataReader row, ItemSource asked)
    {
        StoredFile? source = row.GetBoolean(13) ? ((ItemSource.Uploaded)asked).File : ReadFile(row, 14);
        return new ItemResult((ItemState)row.GetInt16(8))
        {
            Reason = row.GetText(11),
            Detail = row.GetText(12),
            Source = source,
            Output = row.GetBoolean(18) ? source : ReadFile(row, 19),
            SourceType = row.GetText(23),
            OutputType = row.GetText(24),
            Width = row.IsDBNull(25) ? null : row.GetInt32(25),
            Height = row.IsDBNull(26) ? null : row.GetInt32(26),
            Score = row.IsDBNull(27) ? null : row.GetDouble(27),
            ScoreIsMeasured = row.GetBoolean(28),
            EngineMilliseconds = row.GetDouble(29),
            Traits = (SourceTraits)row.GetInt16(30),
        };
    }

    private static StoredFile? ReadFile(NpgsqlDataReader row, int first) => row.IsDBNull(first)
        ? null
        : new StoredFile(
            BlobKey.Parse(row.GetString(first)),
            row.GetInt64(first + 1),
            Convert.ToHexStringLower(row.GetFieldValue<byte[]>(first + 2)),
            row.GetMoment(first + 3));

    extension(NpgsqlDataReader row)
    {
        private string? GetText(int column) => row.IsDBNull(column) ? null : row.GetString(column);

        private DateTimeOffset GetMoment(int column) => row.GetFieldValue<DateTimeOffset>(column);
    }
}
