using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Leases;

internal sealed partial class LeaseRenewer
{
    [LoggerMessage(2020, LogLevel.Warning, "Leases of job {JobId} could not be renewed: {Error}")]
    private partial void LogRenewalFailed(string jobId, string error);
}
