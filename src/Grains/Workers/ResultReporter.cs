using System.Collections.Concurrent;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers;

/// <summary>
/// Brings results to their jobs. While one report of a job is on its way, the results that come gather into the next: batches
/// grow by themselves where images are small and many. Where nobody waits for the answer, a report waits a moment for more: a
/// transaction is paid for once for all of them.
/// </summary>
internal sealed partial class ResultReporter(IGrainFactory grains, TimeProvider time, RecurringFaults faults, ILogger<ResultReporter> logger)
{
    /// <summary>How often a report is tried that fails although storage and cluster are available.</summary>
    private const int MaxTries = 3;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(25);
    private static readonly Backoff Pauses = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<JobId, Lane> _lanes = new();

    /// <summary>Returns when the job has recorded the result, or gives up after a minute: the item is then worked on again.</summary>
    public Task ReportAsync(WorkerId worker, JobId job, JobPriority priority, ItemReport report, CancellationToken cancellationToken)
    {
        TimeSpan gathering = priority is JobPriority.Bulk ? Gathering : TimeSpan.Zero;
        while (true)
        {
            Lane lane = _lanes.GetOrAdd(job, _ => new Lane());
            TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (lane)
            {
                if (lane.IsClosed) continue;

                lane.Waiting.Add((report, done));
                if (!lane.IsRunning)
                {
                    lane.IsRunning = true;
                    _ = DrainAsync(worker, job, lane, gathering, cancellationToken);
                }
            }

            return done.Task;
        }
    }

    /// <summary>Returns when the job has counted the failed attempt, or gives up after a minute: the lease of the item then expires.</summary>
    public Task FailAsync(WorkerId worker, JobId job, FailedAttempt attempt, CancellationToken cancellationToken) =>
        CallAsync(job, work => work.ReportFailuresAsync(worker, [attempt]), cancellationToken);

    private async Task DrainAsync(WorkerId worker, JobId job, Lane lane, TimeSpan gathering, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (gathering > TimeSpan.Zero) await Task.Delay(gathering, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            (ItemReport Report, TaskCompletionSource Done)[] batch;
            lock (lane)
            {
                batch = [.. lane.Waiting.Take(ItemBatch.MaxItems)];
                lane.Waiting.RemoveRange(0, batch.Length);
                if (batch.Length == 0)
                {
                    lane.IsClosed = true;
                    _lanes.TryRemove(job, out _);
                    return;
                }
            }

            await SendAsync(worker, job, batch, cancellationToken);
        }
    }

    private async Task SendAsync(WorkerId worker, JobId job, (ItemReport Report, TaskCompletionSource Done)[] batch, CancellationToken cancellationToken)
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
            // One of them cannot be recorded: each by itself, so that it does not fail the others.
            foreach (var entry in batch) await SendAsync(worker, job, [entry], cancellationToken);
        }
    }

    /// <summary>Calls a job until it answers. Its methods may be repeated: the first result of an item counts, and a failed attempt counts once.</summary>
    private async Task CallAsync(JobId job, Func<IJobWork, Task> call, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        for (int failures = 1; ; failures++)
        {
            try
            {
                await call(grains.GetGrain<IJobWork>(job.Value));
                return;
            }
            catch (Exception exception) when ((failures < MaxTries || Outages.IsOutage(exception)) && IsTimeLeft())
            {
                if (faults.IsFirst("Jobs could not record reports", $"{job}: {exception.Message}")) LogRetry(job.ToString(), exception.Message);
                await Task.Delay(Pauses.Delay(failures), time, CancellationToken.None);
            }
        }

        bool IsTimeLeft() => time.GetElapsedTime(began) < Deadline && !cancellationToken.IsCancellationRequested;
    }

    [LoggerMessage(LogLevel.Warning, "{Job} could not record a report and will be asked again: {Why}")]
    private partial void LogRetry(string job, string why);

    private sealed class Lane
    {
        public List<(ItemReport Report, TaskCompletionSource Done)> Waiting { get; } = [];

        public bool IsRunning { get; set; }

        public bool IsClosed { get; set; }
    }
}
