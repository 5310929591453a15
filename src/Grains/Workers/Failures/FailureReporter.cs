using JpegReducer.Grains.Resilience;
using JpegReducer.Grains.Workers.Leases;
using JpegReducer.Grains.Workers.Reporting;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Failures;

/// <summary>Reports failed attempts to their jobs, which decide whether and when there is another attempt.</summary>
internal sealed partial class FailureReporter(
    FailureClassifier classifier,
    OutagePause outage,
    InFlightItems inFlight,
    ResultReporter reporter,
    WorkerInstruments instruments,
    RecurringFaults faults,
    ILogger<FailureReporter> logger)
{
    /// <summary>
    /// Reports an attempt that failed with an exception. Never throws: the lease of an item that could not be reported expires.
    /// </summary>
    public async Task ReportAsync(
        WorkerId worker, InFlightItem attempt, WorkItem item, Exception exception, CancellationToken stoppingToken)
    {
        try
        {
            AttemptFailure cause = await classifier.ClassifyAsync(exception);
            if (cause is not AttemptFailure.Unexpected) outage.ReportFailure();
            if (faults.IsFirst(
                $"Attempts failed ({cause}, {exception.GetType().Name})",
                $"item {item.Sequence} of job {attempt.Job}, {exception.Message}"))
            {
                LogAttemptFailed(exception, item.Sequence, attempt.Job.ToString(), cause);
            }

            instruments.AttemptFailed(cause);
            if (attempt.Abandoned.IsCancellationRequested) return;

            // Before the report: the job may lease the item again, even to this worker, before it has responded. While the node stops, the
            // item stays in flight, so that the node waits for the report.
            if (!stoppingToken.IsCancellationRequested) inFlight.Remove(attempt);
            string why = $"{exception.GetType().Name}: {exception.Message}";
            await reporter.ReportFailureAsync(
                worker, attempt.Job, new FailedAttempt(item.Sequence, item.FailedAttempts, cause, why), stoppingToken);
        }
        catch (Exception unreported)
        {
            LogUnreported(attempt.Sequence, attempt.Job.ToString(), unreported.Message);
        }
    }
}
