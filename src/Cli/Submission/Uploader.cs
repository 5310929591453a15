using System.Collections.Concurrent;
using JpegReducer.ApiContracts;
using JpegReducer.ApiContracts.Client;
using JpegReducer.Cli.Files;
using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Submission;

/// <summary>Uploads files to a job: a few concurrent requests, each with several files, streamed from disk.</summary>
internal sealed class Uploader(JpegReducerClient node, string job, string runKey)
{
    private const int FilesPerRequest = 100;

    /// <summary>A request of this size is added completely or not at all: if one fails, its files can be sent again with other keys.</summary>
    private const long BytesPerRequest = UploadLimits.WholeRequestBytes;

    private const int RequestsAtOnce = 3;

    private int _requests;

    /// <summary>Accepted files by sequence number.</summary>
    public ConcurrentDictionary<int, Submitted> Accepted { get; } = new();

    /// <summary>Sends all files. A request that is repeated because its response was lost adds nothing.</summary>
    /// <param name="files">The files in order; those that cannot be sent are reported and left out.</param>
    /// <param name="onFailed">Called for files that cannot be read, change while they are sent, or are too large for the node.</param>
    /// <param name="cancellationToken">Cancels sending.</param>
    public async Task SendAsync(IReadOnlyList<PlannedFile> files, Action<PlannedFile, FileFailure> onFailed, CancellationToken cancellationToken)
    {
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = RequestsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Requests(files, onFailed), parallel, async (request, cancelled) =>
            await SendAsync(request, onFailed, cancelled));
    }

    private async Task SendAsync(IReadOnlyList<Upload> files, Action<PlannedFile, FileFailure> onFailed, CancellationToken cancellationToken)
    {
        string key = $"{runKey}-{Interlocked.Increment(ref _requests)}";
        List<FilePart> parts = [];
        try
        {
            AcceptedItems accepted = await node.AddPartsAsync(
                job, () => parts = [.. files.Select(file => new FilePart(file.File, file.Stat, version => file.Sent = version))],
                key, () => parts.Any(part => part.Failure is not null), cancellationToken);
            if (accepted.Items.Count != files.Count || files.Any(file => file.Sent is null))
            {
                throw new UserException(ExitCodes.Node, $"The node has accepted {accepted.Items.Count} of {files.Count} files of a request.");
            }

            for (int i = 0; i < files.Count; i++) Accepted[accepted.Items[i].Sequence] = new Submitted(files[i].File, files[i].Sent);
        }
        catch (ApiProblemException problem) when (problem.Code is ProblemCodes.TooLarge && files.Count == 1)
        {
            onFailed(files[0].File, new FileFailure(problem.Code, problem.Message));
        }
        catch (ApiProblemException problem) when (problem.Code is ProblemCodes.TooLarge)
        {
            // Nothing of the request was added. Files are sent one by one to find the one that is too large.
            foreach (Upload file in files) await SendAsync([file], onFailed, cancellationToken);
        }
        catch (Exception exception) when (
            exception is not OperationCanceledException && parts.FindIndex(part => part.Failure is not null) is >= 0 and var failed)
        {
            // Nothing of the request was added, because its body was incomplete: the others are sent without this one, with another key.
            onFailed(files[failed].File, parts[failed].Failure!);
            if (files.Count > 1) await SendAsync([.. files.Where((_, index) => index != failed)], onFailed, cancellationToken);
        }
    }

    private static IEnumerable<List<Upload>> Requests(IReadOnlyList<PlannedFile> files, Action<PlannedFile, FileFailure> onFailed)
    {
        long bytes = 0;
        List<Upload> request = [];
        foreach (PlannedFile file in files)
        {
            if (TryOpen(file, out FileFailure? failure) is not { } stat)
            {
                onFailed(file, failure!);
                continue;
            }

            request.Add(new Upload(file, stat));
            bytes += stat.Size;
            if (request.Count < FilesPerRequest && bytes < BytesPerRequest) continue;

            yield return request;
            (request, bytes) = ([], 0);
        }

        if (request.Count > 0) yield return request;
    }

    private static FileStat? TryOpen(PlannedFile file, out FileFailure? failure)
    {
        failure = null;
        try
        {
            using SourceFile source = SourceFile.OpenFor(file);
            return source.Stat;
        }
        catch (Exception exception) when (FileFailure.Of(exception) is { } why)
        {
            failure = why;
            return null;
        }
    }

    /// <summary>A file of a request, as it was when the request was created.</summary>
    private sealed record Upload(PlannedFile File, FileStat Stat)
    {
        /// <summary>The version that was sent. The response to a repeated request may arrive before the file is sent again.</summary>
        public FileVersion? Sent { get; set; }
    }
}
