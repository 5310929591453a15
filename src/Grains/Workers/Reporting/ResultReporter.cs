using System.Collections.Concurrent;
using JpegReducer.Grains.Resilience;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Reporting;

/// <summary>
/// Reports results to their jobs in batches: results that arrive while a report of the same job is running share the next one. A report of
/// bulk items also waits a moment for more results, because each report costs the job a transaction.
/// </summary>
internal sealed partial class ResultReporter(
    IGrainFactory grains, TimeProvider time, RecurringFaults faults, ILogger<ResultReporter> logger)
{
    /// <summary>How often a report is tried that fails while storage and cluster are available.</summary>
    private const int MaxTries = 3;

    private static readonly TimeSpan BulkDelay = TimeSpan.FromMilliseconds(25);
    private static readonly Backoff Retry = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<JobId, PendingReports> _pending = new();

    /// <summary>Returns when the job has recorded the result. Throws after a minute of failures: the item is then retried.</summary>
    public Task ReportAsync(WorkerId worker, JobId job, JobPriority priority, ItemReport report, CancellationToken cancellationToken)
    {
        TimeSpan delay = priority is JobPriority.Bulk ? BulkDelay : TimeSpan.Zero;
        while (true)
        {
            PendingReports pending = _pending.GetOrAdd(job, _ => new PendingReports());
            TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (pending)
            {
                if (pending.IsClosed) continue;

                pending.Waiting.Add((report, done));
                if (!pending.IsRunning)
                {
                    pending.IsRunning = true;
                    _ = DrainAsync(worker, job, pending, delay, cancellationToken);
                }
            }

            return done.Task;
        }
    }

    /// <summary>
    /// Returns when the job has counted the failed attempt. Throws after a minute of failures: the lease of the item then expires.
    /// </summary>
    public Task ReportFailureAsync(WorkerId worker, JobId job, FailedAttempt attempt, CancellationToken cancellationToken) =>
        CallAsync(job, work => work.ReportFailuresAsync(worker, [attempt]), cancellationToken);

    private async Task DrainAsync(WorkerId worker, JobId job, PendingReports pending, TimeSpan delay, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (delay > TimeSpan.Zero)
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            (ItemReport Report, TaskCompletionSource Done)[] batch;
            lock (pending)
            {
                batch = [.. pending.Waiting.Take(ItemBatch.MaxItems)];
                pending.Waiting.RemoveRange(0, batch.Length);
                if (batch.Length == 0)
                {
                    pending.IsClosed = true;
                    _pending.TryRemove(job, out _);
                    return;
                }
            }

            await SendAsync(worker, job, batch, cancellationToken);
        }
    }

    private async Task SendAsync(
        WorkerId worker, JobId job, (ItemReport Report, TaskCompletionSource Done)[] batch, CancellationToken cancellationToken)
    {
        try
        {
            ItemReport[] reports = [.. batch.Select(entry => entry.Report)];
            await CallAsync(job, work => work.ReportResultsAsync(worker, reports), cancellationToken);
            foreach ((_, TaskCompletionSource done) in batch) done.SetResult();
        }
        catch (Exception exception) when (batch.Length == 1 || Outages.IsOutage(exception))
        {
            foreach ((_, TaskCompletionSource done) in batch) done.SetException(exception);
        }
        catch (Exception)
        {
            // One of them cannot be recorded: report each by itself, so that it does not fail the others.
            foreach (var entry in batch) await SendAsync(worker, job, [entry], cancellationToken);
        }
    }

    /// <summary>Calls a job, with retries: both methods are idempotent.</summary>
    private async Task CallAsync(JobId job, Func<IJobWork, Task> call, CancellationToken cancellationToken)
    {
        long startedAt = time.GetTimestamp();
        for (int failures = 1; ; failures++)
        {
            try
            {
                await call(grains.GetGrain<IJobWork>(job.Value));
                return;
            }
            catch (Exception exception) when ((failures < MaxTries || Outages.IsOutage(exception)) && IsTimeLeft())
            {
                if (faults.IsFirst("Reports failed", $"{job}: {exception.Message}")) LogRetry(job.ToString(), exception.Message);
                await Task.Delay(Retry.Delay(failures), time, CancellationToken.None);
            }
        }

        bool IsTimeLeft() => time.GetElapsedTime(startedAt) < Deadline && !cancellationToken.IsCancellationRequested;
    }

    private sealed class PendingReports
    {
        public List<(ItemReport Report, TaskCompletionSource Done)> Waiting { get; } = [];

        public bool IsRunning { get; set; }

        public bool IsClosed { get; set; }
    }
}
