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
internal sealed partial class ResultReporter(IGrainFactory grains, TimeProvider time, ILogger<ResultReporter> logger)
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
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

            try
            {
                await SendAsync(worker, job, [.. batch.Select(entry => entry.Report)], cancellationToken);
                foreach ((_, TaskCompletionSource done) in batch) done.SetResult();
            }
            catch (Exception exception)
            {
                foreach ((_, TaskCompletionSource done) in batch) done.SetException(exception);
            }
        }
    }

    /// <summary>A report may be repeated: the first result of an item counts. So any failure is tried again.</summary>
    private async Task SendAsync(WorkerId worker, JobId job, ItemReport[] reports, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await grains.GetGrain<IJobWork>(job.Value).ReportAsync(worker, reports);
                return;
            }
            catch (Exception exception) when (time.GetElapsedTime(began) < Deadline && !cancellationToken.IsCancellationRequested)
            {
                LogRetry(job.ToString(), exception.Message);
                await Task.Delay(pause + (pause * Random.Shared.NextDouble()), time, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Job} could not record results and will be asked again: {Why}")]
    private partial void LogRetry(string job, string why);

    private sealed class Lane
    {
        public List<(ItemReport Report, TaskCompletionSource Done)> Waiting { get; } = [];

        public bool IsRunning { get; set; }

        public bool IsClosed { get; set; }
    }
}
