using System.Security.Cryptography;
using JpegReducer.ApiContracts;
using JpegReducer.Cli.Files;
using JpegReducer.Cli.Node;
using JpegReducer.Cli.Output;

namespace JpegReducer.Cli.Submission;

/// <summary>Brings results to their places as they end.</summary>
internal sealed class Downloader(NodeApi node, string job, Func<ManifestItem, PlannedFile?> placeOf, ResultTable table)
{
    private const int PageSize = 500;
    private const int AtOnce = 4;

    private readonly HashSet<int> _done = [];
    private int _firstOpen;

    /// <summary>How many items have been brought to their end.</summary>
    public int Count => _firstOpen + _done.Count;

    /// <summary>Fetches what has ended and was not fetched before. Items end nearly in their order, so that few pages are asked for.</summary>
    public async Task FetchEndedAsync(CancellationToken cancellationToken)
    {
        int after = _firstOpen - 1;
        ManifestPage page;
        bool anyEnded;
        do
        {
            page = await node.ManifestAsync(job, after, PageSize, cancellationToken);
            List<(ManifestItem Item, PlannedFile File)> ended = [];
            foreach (ManifestItem item in page.Items)
            {
                after = item.Sequence;
                if (item.State is not ItemState.Pending && !IsDone(item.Sequence) && placeOf(item) is { } file) ended.Add((item, file));
            }

            await Parallel.ForEachAsync(ended, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (entry, cancelled) =>
                table.Add(await FetchAsync(entry.Item, entry.File, cancelled)));
            foreach ((ManifestItem item, _) in ended) _done.Add(item.Sequence);
            while (_done.Remove(_firstOpen)) _firstOpen++;
            anyEnded = ended.Count > 0;
        }
        while (page.Next is not null && (anyEnded || after < _firstOpen + _done.Count));
    }

    private bool IsDone(int sequence) => sequence < _firstOpen || _done.Contains(sequence);

    private async Task<FileReport> FetchAsync(ManifestItem item, PlannedFile file, CancellationToken cancellationToken)
    {
        long before = item.Input.Bytes ?? 0;
        string input = item.Input.Url ?? file.Source;
        if (item.Output is not { } output) return new FileReport(input, null, before, null, item.State.ToString().ToLowerInvariant(), item.Reason, item.Detail);

        try
        {
            bool isLocalCopy = item.State is ItemState.Kept && item.Input.Url is null;
            if (isLocalCopy) await ResultFile.CopySourceAsync(file, cancellationToken);
            else await node.DownloadAsync(item.Links.Content!, (body, cancelled) => SaveAsync(body, file, output, cancelled), cancellationToken);
            return new FileReport(input, file.Destination, before, output.Bytes, item.State is ItemState.Kept ? "kept" : "reduced", item.Reason, Score: output.Score?.Value, ScoreBasis: output.Score?.Basis);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or UserException)
        {
            return new FileReport(input, null, before, null, "failed", "file-error", exception.Message);
        }
    }

    private static async Task SaveAsync(Stream body, PlannedFile file, ManifestOutput output, CancellationToken cancellationToken)
    {
        await using ResultFile result = ResultFile.Begin(file);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            await result.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        if (!Convert.ToHexStringLower(hash.GetHashAndReset()).Equals(output.Sha256, StringComparison.Ordinal))
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, "What was received is not what was sent.");
        }

        await result.CommitAsync(cancellationToken);
    }
}
