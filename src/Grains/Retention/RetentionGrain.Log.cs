using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Retention;

internal sealed partial class RetentionGrain
{
    [LoggerMessage(2500, LogLevel.Information, "Deleted {Prefix}: {Files} files of {Bytes} bytes")]
    private partial void LogPrefixDeleted(string prefix, long files, long bytes);

    [LoggerMessage(2501, LogLevel.Warning, "{Prefix} could not be deleted and will be retried: {Error}")]
    private partial void LogPrefixNotDeleted(string prefix, string error);

    [LoggerMessage(2502, LogLevel.Warning, "Retention of {Part} failed and will be retried: {Error}")]
    private partial void LogPartFailed(string part, string error);

    [LoggerMessage(2503, LogLevel.Information, "Retention deleted {Files} files of {Bytes} bytes and {Records} records")]
    private partial void LogSweepCompleted(long files, long bytes, long records);
}
