using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Running;

internal sealed partial class ItemRunner
{
    [LoggerMessage(
        2030, LogLevel.Error,
        "Item {Sequence} of job {JobId} ended the isolated process that reduced it ({How}) and has failed as quarantined")]
    private partial void LogQuarantined(int sequence, string jobId, string how);

    [LoggerMessage(2031, LogLevel.Warning, "Item {Sequence} of job {JobId} could not be released, and its lease will expire: {Error}")]
    private partial void LogReleaseFailed(int sequence, string jobId, string error);
}
