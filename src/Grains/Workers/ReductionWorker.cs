using JpegReducer.Grains.Workers.Failures;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers;

/// <summary>
/// Pulls work for this silo. Two lines ask the dispatcher, one for bulk and one for interactive items, each as long as there
/// is room for its own kind: neither fills the hands with more than the slots soon begin, and interactive ones always find room. What is in hand is named to its jobs every second.
/// </summary>
internal sealed partial class ReductionWorker(
    IGrainFactory grains,
    ILocalSiloDetails silo,
    InFlightItems held,
    JournalWriter journal,
    ItemPipeline pipeline,
    ReductionThreads lanes,
    ResultReporter reporter,
    PrefetchPolicy workload,
    AttemptFailures failures,
    OutagePause outage,
    WorkerInstruments instruments,
    RecurringFaults faults,
    TimeProvider time,
    ILogger<ReductionWorker> logger) : BackgroundService
{
    private static readonly TimeSpan HoldPeriod = TimeSpan.FromSeconds(1);
    private static readonly Backoff Pauses = new(TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(5));

    private WorkerId Worker => new(silo.SiloAddress);

    private IDispatchGrain Dispatch => grains.GetGrain<IDispatchGrain>(GrainKeys.Dispatch);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using CancellationTokenSource drained = new();
        Task holding = HoldAsync(drained.Token);
        await Task.WhenAll(PullAsync(JobPriority.Bulk, stoppingToken), PullAsync(JobPriority.Interactive, stoppingToken));

        // Draining: what has begun goes on to its result, what has not is given back.
        lanes.Close();
        await held.WhenEmptyAsync();
        await drained.CancelAsync();
        await holding;
        await journal.RemoveAsync(Worker);
        LogDrained();
    }

    /// <summary>Each line asks for its own kind alone: room for bulk that interactive items filled would never be used up.</summary>
    internal static WorkerPull Ask(WorkerId worker, JobPriority line, int room, HeldWork[] held) =>
        line is JobPriority.Bulk ? new WorkerPull(worker, room, 0, held) : new WorkerPull(worker, 0, room, held);

    private async Task PullAsync(JobPriority line, CancellationToken stoppingToken)
    {
        HashSet<JobId> unanswered = [];
        int failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                int room = await WaitForRoomAsync(line, stoppingToken);
                foreach (WorkGrant grant in await Dispatch.PullAsync(Ask(Worker, line, room, held.Summary())))
                {
                    unanswered.Add(grant.Job);
                    await TakeAsync(grant, stoppingToken);
                    unanswered.Remove(grant.Job);
                }

                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                if (faults.IsFirst("Asking for work failed", exception.Message)) LogPullFailed(exception.Message);
                await Task.Delay(Pauses.Delay(++failures), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await GiveBackLostAsync(unanswered);
                unanswered.Clear();
            }
        }
    }

    /// <summary>
    /// Gives back what jobs may have handed out in answers that never came, as when their grain moves away in that moment: others need not wait for
    /// the lease. Nothing else of these jobs is on its way to here, because each takes its turn in one line.
    /// </summary>
    private async Task GiveBackLostAsync(IEnumerable<JobId> jobs)
    {
        foreach (JobId job in jobs)
        {
            try
            {
                await grains.GetGrain<IJobWork>(job.Value).ReleaseUnacknowledgedAsync(Worker, [.. held.Keys.Where(item => item.Job == job).Select(item => item.Sequence)]);
            }
            catch (Exception exception)
            {
                LogLostNotGivenBack(job.ToString(), exception.Message); // its lease will end
            }
        }
    }

    /// <summary>
    /// Waits until there is room for a worthwhile number of items; after a second it answers anyway, so that the dispatcher hears of this
    /// worker. There is none while storage is unavailable.
    /// </summary>
    private async Task<int> WaitForRoomAsync(JobPriority line, CancellationToken stoppingToken)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        enough.CancelAfter(HoldPeriod);
        while (true)
        {
            Task nextRemoval = held.NextRemoval;
            int room = outage.IsOn ? 0 : workload.Room(line, held.Count(line));
            if (room > 0 || enough.IsCancellationRequested) return room;

            await nextRemoval.WaitAsync(enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TakeAsync(WorkGrant grant, CancellationToken stoppingToken)
    {
        WorkBatch batch = await grains.GetGrain<IJobWork>(grant.Job.Value).LeaseAsync(Worker, grant.Items);
        foreach (WorkItem item in batch.Items)
        {
            if (held.Add(grant, item.Sequence) is { } taken) _ = WorkAsync(taken, item, batch.Settings!, stoppingToken);
        }
    }

    private async Task WorkAsync(InFlightItem taken, WorkItem item, ReductionSettings settings, CancellationToken stoppingToken)
    {
        long began = time.GetTimestamp();
        try
        {
            await Task.Yield(); // the line goes on asking while this one loads
            Task noted = journal.RecordAsync(Worker, held);
            ItemResult result = await pipeline.RunAsync(taken, item, settings, noted, stoppingToken);
            await reporter.ReportAsync(Worker, taken.Job, taken.Priority, new ItemReport(item.Sequence, result), stoppingToken);
            outage.Succeeded();
            TimeSpan engine = TimeSpan.FromMilliseconds(result.EngineMilliseconds);
            workload.Observe(engine, onTheWay: time.GetElapsedTime(began) - engine - taken.WaitedForSlot);
        }
        catch (OperationCanceledException) when (taken.Abandoned.IsCancellationRequested || stoppingToken.IsCancellationRequested)
        {
            await GiveBackAsync(taken);
        }
        catch (Exception exception)
        {
            await FailAsync(taken, item, exception, stoppingToken);
        }
        finally
        {
            held.Remove(taken);
        }
    }

    /// <summary>Tells the job that an attempt failed: it decides whether and when there is another.</summary>
    private async Task FailAsync(InFlightItem taken, WorkItem item, Exception exception, CancellationToken stoppingToken)
    {
        try
        {
            AttemptFailure cause = await failures.ClassifyAsync(exception);
            string why = $"{exception.GetType().Name}: {exception.Message}";
            if (cause is not AttemptFailure.Unexpected) outage.Failed();
            if (faults.IsFirst($"Work on items failed ({cause}, {exception.GetType().Name})", $"item {item.Sequence} of {taken.Job}, {exception.Message}"))
            {
                LogItemFailed(exception, taken.Job.ToString(), item.Sequence, cause);
            }

            instruments.AttemptFailed(cause);
            if (taken.Abandoned.IsCancellationRequested) return;

            // Not held any more: the job may hand it out again before it has answered, and to this worker.
            if (!stoppingToken.IsCancellationRequested) held.Remove(taken);
            await reporter.FailAsync(Worker, taken.Job, new FailedAttempt(item.Sequence, item.FailedAttempts, cause, why), stoppingToken);
        }
        catch (Exception unreported)
        {
            LogNotGivenBack(taken.Sequence, taken.Job.ToString(), unreported.Message); // its lease will expire
        }
    }

    private async Task GiveBackAsync(InFlightItem taken)
    {
        instruments.Dropped();
        try
        {
            if (!taken.Abandoned.IsCancellationRequested) await grains.GetGrain<IJobWork>(taken.Job.Value).ReleaseAsync(Worker, [taken.Sequence]);
        }
        catch (Exception exception)
        {
            LogNotGivenBack(taken.Sequence, taken.Job.ToString(), exception.Message); // named no more, it is taken back in a few seconds
        }
    }

    private async Task HoldAsync(CancellationToken drained)
    {
        using PeriodicTimer second = new(HoldPeriod, time);
        try
        {
            while (await second.WaitForNextTickAsync(drained))
            {
                foreach (IGrouping<JobId, InFlightItem> job in held.ByJob()) await HoldAsync(job.Key, [.. job.Select(item => item.Sequence)]);
            }
        }
        catch (OperationCanceledException)
        {
            // drained
        }
    }

    private async Task HoldAsync(JobId job, int[] sequences)
    {
        try
        {
            int[] foreign = await grains.GetGrain<IJobWork>(job.Value).RenewAsync(Worker, sequences);
            foreach (int sequence in foreign) held.Find(job, sequence)?.Abandon();
        }
        catch (Exception exception)
        {
            if (faults.IsFirst("Jobs could not be told which items are held", $"{job}: {exception.Message}")) LogHoldFailed(job.ToString(), exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Asking for work failed and will be tried again: {Why}")]
    private partial void LogPullFailed(string why);

    [LoggerMessage(LogLevel.Warning, "An attempt at item {Sequence} of {Job} failed: {Cause}")]
    private partial void LogItemFailed(Exception exception, string job, int sequence, AttemptFailure cause);

    [LoggerMessage(LogLevel.Warning, "{Job} could not be told what is in hand: {Why}")]
    private partial void LogHoldFailed(string job, string why);

    [LoggerMessage(LogLevel.Warning, "Item {Sequence} of {Job} could not be given back: {Why}")]
    private partial void LogNotGivenBack(int sequence, string job, string why);

    [LoggerMessage(LogLevel.Warning, "{Job} could not be told that its hand-out did not arrive: {Why}")]
    private partial void LogLostNotGivenBack(string job, string why);

    [LoggerMessage(LogLevel.Information, "The worker has drained")]
    private partial void LogDrained();
}
