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
    /// <param name="files">In order; what cannot be read is reported and left out.</param>
    /// <param name="onUnreadable">Told of files that cannot be read.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    public async Task SendAsync(IReadOnlyList<PlannedFile> files, Action<PlannedFile, string> onUnreadable, CancellationToken cancellationToken)
    {
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = RequestsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Requests(files, onUnreadable), parallel, async (request, cancelled) =>
        {
            AcceptedItems accepted = await node.AddFilesAsync(job, [.. request.Files.Select(file => file.Source)], $"{runKey}-{request.Ordinal}", cancelled);
            for (int i = 0; i < accepted.Items.Count; i++) Accepted[accepted.Items[i].Sequence] = request.Files[i];
        });
    }

    private static IEnumerable<(int Ordinal, List<PlannedFile> Files)> Requests(IReadOnlyList<PlannedFile> files, Action<PlannedFile, string> onUnreadable)
    {
        int ordinal = 0;
        long bytes = 0;
        List<PlannedFile> request = [];
        foreach (PlannedFile file in files)
        {
            if (WhyUnreadable(file) is { } why)
            {
                onUnreadable(file, why);
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
