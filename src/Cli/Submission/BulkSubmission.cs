using JpegReducer.ApiContracts;
using JpegReducer.Cli.Files;
using JpegReducer.Cli.Node;
using JpegReducer.Cli.Output;

namespace JpegReducer.Cli.Submission;

/// <summary>One bulk job, from the first upload to the last result in its place.</summary>
internal sealed class BulkSubmission(NodeApi node, IReadOnlyList<PlannedFile> files, IReadOnlyList<PlannedFile> urls, ResultTable table)
{
    private const int UrlsPerRequest = 500;
    private static readonly TimeSpan NewsWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FetchEvery = TimeSpan.FromMilliseconds(250);

    private readonly string _runKey = Guid.NewGuid().ToString("N");
    private readonly Dictionary<int, PlannedFile> _urlPlaces = [];

    /// <summary>The job, once it is open.</summary>
    public string? Job { get; private set; }

    /// <summary>Runs the submission.</summary>
    /// <param name="request">What is asked of the job.</param>
    /// <param name="progress">Told how it stands.</param>
    /// <param name="interrupted">Cancels the job; what has ended by then is still brought to its place.</param>
    public async Task RunAsync(CreateJobRequest request, SubmitProgress progress, CancellationToken interrupted)
    {
        JobView job = await node.OpenJobAsync(request, _runKey, interrupted);
        Job = job.Id;
        await AddUrlsAsync(interrupted);

        Uploader uploader = new(node, Job, _runKey);
        Downloader downloader = new(node, Job, item => _urlPlaces.GetValueOrDefault(item.Sequence) ?? uploader.Accepted.GetValueOrDefault(item.Sequence), table);
        Task sending = SendAsync(uploader, interrupted);
        await using (interrupted.Register(() => node.CancelAsync(Job, CancellationToken.None).ContinueWith(_ => { }, TaskScheduler.Default)))
        {
            for (bool isOver = false; !isOver;)
            {
                Task pause = Task.Delay(FetchEvery, CancellationToken.None);
                isOver = job.State is JobState.Done or JobState.Cancelled && sending.IsCompleted;
                await downloader.FetchEndedAsync(CancellationToken.None);
                progress.Show(job, downloader.Count);
                if (sending.IsFaulted) await sending;
                if (!isOver) job = await node.WatchAsync(Job, job.Version, NewsWithin, CancellationToken.None);
                await pause;
            }
        }

        interrupted.ThrowIfCancellationRequested();
        await sending;
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
        await uploader.SendAsync(
            files,
            (file, reason, detail) => table.Add(new FileReport(file.Source, null, new FileInfo(file.Source) is { Exists: true, Length: var bytes } ? bytes : 0, null, "failed", reason, detail)),
            cancellationToken);
        await node.SealAsync(Job!, cancellationToken);
    }
}
