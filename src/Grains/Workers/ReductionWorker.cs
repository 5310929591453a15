using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers;

/// <summary>
/// Pulls work for this silo. Two lines ask the dispatcher: one for whatever is next while there is room for bulk, and one that
/// takes interactive items alone and always has room left. What is in hand is named to its jobs every second.
/// </summary>
internal sealed partial class ReductionWorker(
    IGrainFactory grains,
    ILocalSiloDetails silo,
    HeldItems held,
    JournalWriter journal,
    ItemPipeline pipeline,
    ReductionLanes lanes,
    ResultReporter reporter,
    Workload workload,
    WorkerInstruments instruments,
    TimeProvider time,
    ILogger<ReductionWorker> logger) : BackgroundService
{
    private static readonly TimeSpan HoldPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private WorkerId Worker => new(silo.SiloAddress);

    private IDispatchGrain Dispatch => grains.GetGrain<IDispatchGrain>(GrainKeys.Dispatch);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using CancellationTokenSource drained = new();
        Task holding = HoldAsync(drained.Token);
        await Task.WhenAll(PullAsync(JobPriority.Bulk, stoppingToken), PullAsync(JobPriority.Interactive, stoppingToken));

        // Draining: what has begun goes on to its result, what has not is given back by being named no more.
        lanes.Close();
        await held.WhenEmptyAsync();
        await drained.CancelAsync();
        await holding;
        await journal.ForgetAsync(Worker);
        LogDrained();
    }

    private async Task PullAsync(JobPriority line, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                int free = await WaitForRoomAsync(line, stoppingToken);
                WorkerPull pull = new(Worker, line is JobPriority.Bulk ? free : 0, free, held.Summary());
                foreach (WorkGrant grant in await Dispatch.PullAsync(pull)) await TakeAsync(grant, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogPullFailed(exception.Message);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Waits until there is room for a worthwhile number of items; after a second it answers anyway, so that the dispatcher hears of us.</summary>
    private async Task<int> WaitForRoomAsync(JobPriority line, CancellationToken stoppingToken)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        enough.CancelAfter(HoldPeriod);
        while (true)
        {
            Task nextRemoval = held.NextRemoval;
            int inHand = held.Count(line);
            int free = workload.Capacity(line) - inHand;
            if (inHand == 0 || free > workload.Capacity(line) / 4 || enough.IsCancellationRequested) return Math.Max(0, free);

            await nextRemoval.WaitAsync(enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TakeAsync(WorkGrant grant, CancellationToken stoppingToken)
    {
        WorkBatch batch = await grains.GetGrain<IJobWork>(grant.Job.Value).TakeAsync(Worker, grant.Items);
        foreach (WorkItem item in batch.Items)
        {
            if (held.Add(grant, item.Sequence) is { } taken) _ = WorkAsync(taken, item, batch.Settings!, stoppingToken);
        }
    }

    private async Task WorkAsync(HeldItem taken, WorkItem item, ReductionSettings settings, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Yield(); // the line goes on asking while this one loads
            Task noted = journal.NoteAsync(Worker, held);
            ItemResult result = await pipeline.RunAsync(taken, item, settings, noted, stoppingToken);
            workload.Observe(result.EngineMilliseconds);
            await reporter.ReportAsync(Worker, taken.Job, new ItemReport(item.Sequence, result), stoppingToken);
        }
        catch (OperationCanceledException)
        {
            instruments.Dropped();
        }
        catch (Exception exception)
        {
            // A fault of the machine, not of the image: storage is full or away. Held for a moment longer, so that a fault
            // that stays does not turn into a storm, and then let go: the job gives the item out again.
            instruments.Dropped();
            LogItemFailed(exception, taken.Job.ToString(), item.Sequence);
            await Task.Delay(HoldPeriod, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            held.Remove(taken);
        }
    }

    private async Task HoldAsync(CancellationToken drained)
    {
        using PeriodicTimer second = new(HoldPeriod, time);
        try
        {
            while (await second.WaitForNextTickAsync(drained))
            {
                foreach (IGrouping<JobId, HeldItem> job in held.ByJob()) await HoldAsync(job.Key, [.. job.Select(item => item.Sequence)]);
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
            int[] foreign = await grains.GetGrain<IJobWork>(job.Value).HoldAsync(Worker, sequences);
            foreach (int sequence in foreign) held.Find(job, sequence)?.Abandon();
        }
        catch (Exception exception)
        {
            LogHoldFailed(job.ToString(), exception.Message); // said again in a second
        }
    }

    [LoggerMessage(LogLevel.Warning, "Asking for work failed and will be tried again: {Why}")]
    private partial void LogPullFailed(string why);

    [LoggerMessage(LogLevel.Warning, "Item {Sequence} of {Job} could not be worked on and will be given out again")]
    private partial void LogItemFailed(Exception exception, string job, int sequence);

    [LoggerMessage(LogLevel.Warning, "{Job} could not be told what is in hand: {Why}")]
    private partial void LogHoldFailed(string job, string why);

    [LoggerMessage(LogLevel.Information, "The worker has drained")]
    private partial void LogDrained();
}
