using System.Buffers.Text;
using System.Globalization;
using System.Text;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;

namespace JpegReducer.Client.Api.Native;

/// <summary>Positions in lists, as opaque text.</summary>
internal static class Cursors
{
    /// <summary>The position after a job.</summary>
    public static string Write(JobStatus job) =>
        Base64Url.EncodeToString(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{job.CreatedAt.UtcTicks}.{job.Id}")));

    /// <summary>Reads a position in the list of jobs; <see langword="null"/> is the beginning.</summary>
    public static bool TryReadJobs(string? cursor, out JobCursor? position)
    {
        position = null;
        if (cursor is null) return true;

        Span<byte> bytes = stackalloc byte[96];
        if (cursor.Length > 120 || !Base64Url.IsValid(cursor) || !Base64Url.TryDecodeFromChars(cursor, bytes, out int length)) return false;

        string[] parts = Encoding.ASCII.GetString(bytes[..length]).Split('.');
        if (parts is not [var ticks, var id] || !long.TryParse(ticks, CultureInfo.InvariantCulture, out long moment)
            || !JobId.TryParse(id, null, out JobId job))
            return false;
        if (moment < 0 || moment > DateTimeOffset.MaxValue.UtcTicks) return false;

        position = new JobCursor(new DateTimeOffset(moment, TimeSpan.Zero), job);
        return true;
    }
}
