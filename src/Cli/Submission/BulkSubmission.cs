using JpegReducer.ApiContracts;
using JpegReducer.ApiContracts.Client;
using JpegReducer.Cli.Files;
using JpegReducer.Cli.Output;
using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Submission;

/// <summary>One bulk job, from the first upload to the last downloaded result.</summary>
internal sealed class BulkSubmission(JpegReducerClient node, IReadOnlyList<PlannedFile> files, IReadOnlyList<PlannedFile> urls, ResultTable table)
{
    private const int UrlsPerRequest = 500;
    private static readonly TimeSpan NewsWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FetchEvery = TimeSpan.FromMilliseconds(250);

    private readonly string _runKey = Guid.NewGuid().ToString("N");
    private readonly Dictionary<int, PlannedFile> _urlPlaces = [];

    /// <summary>Number of files and URLs.</summary>
    public int Total => files.Count + urls.Count;

    /// <summary>The id of the job, after it was opened.</summary>
    public string? Job { get; private set; }

    /// <summary>Whether the node has confirmed that the job is cancelled.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Runs the submission.</summary>
    /// <param name="request">The settings of the job.</param>
    /// <param name="progress">Shows the progress.</param>
    /// <param name="interrupted">
    /// Cancels the job; finished results are still downloaded within <see cref="Interruption.DrainLimit"/>.
    /// </param>
    public async Task RunAsync(CreateJobRequest request, SubmitProgress progress, CancellationToken interrupted)
    {
        JobView job = await node.OpenJobAsync(request, _runKey, interrupted);
        Job = job.Id;
        using CancellationTokenSource drain = new();
        Task cancelling = Task.CompletedTask;
        await using (interrupted.Register(() =>
        {
            drain.CancelAfter(Interruption.DrainLimit);
            cancelling = CancelAsync(drain.Token);
        }))
        {
            try
            {
                await AddUrlsAsync(interrupted);
                await RunAsync(job, progress, interrupted, drain.Token);
            }
            catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
            {
                // The job is cancelled; there is no wait for files that have not been downloaded.
            }
        }

        await cancelling;
        interrupted.ThrowIfCancellationRequested();
    }

    private async Task RunAsync(JobView job, SubmitProgress progress, CancellationToken interrupted, CancellationToken drained)
    {
        Uploader uploader = new(node, job.Id, _runKey);
        Downloader downloader = new(node, job.Id, item => _urlPlaces.TryGetValue(item.Sequence, out PlannedFile? url)
            ? new Submitted(url, null) : uploader.Accepted.GetValueOrDefault(item.Sequence), table);
        Task sending = SendAsync(uploader, interrupted);
        for (bool isOver = false; !isOver;)
        {
            Task pause = Task.Delay(FetchEvery, TimeProvider.System, drained);
            isOver = job.State is JobState.Done or JobState.Cancelled && sending.IsCompleted;
            await downloader.FetchEndedAsync(drained);
            progress.Show(job, downloader.Count);
            if (sending.IsFaulted) await sending;
            if (!isOver) job = await node.WatchAsync(job.Id, job.Version, NewsWithin, drained);
            await pause;
        }

        await sending;
    }

    private async Task CancelAsync(CancellationToken drained)
    {
        try
        {
            await node.CancelAsync(Job!, drained);
            IsCancelled = true;
        }
        catch (Exception exception) when (exception is OperationCanceledException or JpegReducerClientException)
        {
            // reported at the end of the command
        }
    }

    private async Task AddUrlsAsync(CancellationToken cancellationToken)
    {
        int ordinal = 0;
        foreach (PlannedFile[] some in urls.Chunk(UrlsPerRequest))
        {
            AddItemsRequest request = new() { Inputs = [.. some.Select(url => new UrlInput(url.Source))] };
            AcceptedItems accepted = await node.AddUrlsAsync(Job!, request, $"{_runKey}-urls-{ordinal++}", cancellationToken);
            for (int i = 0; i < some.Length; i++) _urlPlaces[accepted.Items[i].Sequence] = some[i];
        }
    }

    private async Task SendAsync(Uploader uploader, CancellationToken cancellationToken)
    {
        await uploader.SendAsync(files, (file, failure) => table.Add(
            new FileReport(file.Source, null, SizeOf(file), null, "failed", failure.Reason, failure.Detail)), cancellationToken);
        await node.SealAsync(Job!, cancellationToken);
    }

    private static long SizeOf(PlannedFile file)
    {
        try
        {
            return FileStat.TryOf(file.Source)?.Size ?? 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
