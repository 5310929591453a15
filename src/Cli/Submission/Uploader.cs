using System.Collections.Concurrent;
using JpegReducer.ApiContracts;
using JpegReducer.Cli.Files;
using JpegReducer.Cli.Node;

namespace JpegReducer.Cli.Submission;

/// <summary>Brings files to a job: a few requests at a time, each with a few files, streamed from the disk.</summary>
internal sealed class Uploader(NodeApi node, string job, string runKey)
{
    private const int FilesPerRequest = 100;
    private const long BytesPerRequest = 16L << 20;
    private const int RequestsAtOnce = 3;

    /// <summary>What was accepted: sequence number to file.</summary>
    public ConcurrentDictionary<int, PlannedFile> Accepted { get; } = new();

    /// <summary>Sends all files. A request that is repeated, because its answer got lost, adds nothing.</summary>
    /// <param name="files">In order; what cannot be sent is reported and left out.</param>
    /// <param name="onFailed">Told of files that cannot be read, or that the node finds too large, with the reason as a word and in a sentence.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    public async Task SendAsync(IReadOnlyList<PlannedFile> files, Action<PlannedFile, string, string> onFailed, CancellationToken cancellationToken)
    {
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = RequestsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Requests(files, onFailed), parallel, async (request, cancelled) =>
            await SendAsync(request.Files, $"{runKey}-{request.Ordinal}", onFailed, cancelled));
    }

    private async Task SendAsync(IReadOnlyList<PlannedFile> files, string key, Action<PlannedFile, string, string> onFailed, CancellationToken cancellationToken)
    {
        try
        {
            AcceptedItems accepted = await node.AddFilesAsync(job, [.. files.Select(file => file.Source)], key, cancellationToken);
            for (int i = 0; i < accepted.Items.Count; i++) Accepted[accepted.Items[i].Sequence] = files[i];
        }
        catch (RefusedException refused) when (refused.Code is ProblemCodes.TooLarge && files.Count == 1)
        {
            onFailed(files[0], refused.Code, refused.Message);
        }
        catch (RefusedException refused) when (refused.Code is ProblemCodes.TooLarge)
        {
            // Nothing of the request was taken; which file it was shows when each goes alone.
            for (int i = 0; i < files.Count; i++) await SendAsync([files[i]], $"{key}-{i}", onFailed, cancellationToken);
        }
    }

    private static IEnumerable<(int Ordinal, List<PlannedFile> Files)> Requests(IReadOnlyList<PlannedFile> files, Action<PlannedFile, string, string> onFailed)
    {
        int ordinal = 0;
        long bytes = 0;
        List<PlannedFile> request = [];
        foreach (PlannedFile file in files)
        {
            if (WhyUnreadable(file) is { } why)
            {
                onFailed(file, "file-error", why);
                continue;
            }

            request.Add(file);
            bytes += new FileInfo(file.Source).Length;
            if (request.Count < FilesPerRequest && bytes < BytesPerRequest) continue;

            yield return (ordinal++, request);
            (request, bytes) = ([], 0);
        }

        if (request.Count > 0) yield return (ordinal, request);
    }

    private static string? WhyUnreadable(PlannedFile file)
    {
        try
        {
            using FileStream content = File.OpenRead(file.Source);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
