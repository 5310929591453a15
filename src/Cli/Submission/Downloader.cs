using System.Security.Cryptography;
using JpegReducer.ApiContracts;
using JpegReducer.ApiContracts.Client;
using JpegReducer.Cli.Files;
using JpegReducer.Cli.Output;

namespace JpegReducer.Cli.Submission;

/// <summary>Downloads results when they are finished.</summary>
internal sealed class Downloader(JpegReducerClient node, string job, Func<ManifestItem, Submitted?> placeOf, ResultTable table)
{
    private const int PageSize = 500;
    private const int AtOnce = 4;

    private readonly HashSet<int> _done = [];
    private int _firstOpen;

    /// <summary>Number of items that are finished here.</summary>
    public int Count => _firstOpen + _done.Count;

    /// <summary>Downloads finished results that were not downloaded before. Items end approximately in order, so that few pages are read.</summary>
    public async Task FetchEndedAsync(CancellationToken cancellationToken)
    {
        int after = _firstOpen - 1;
        ManifestPage page;
        bool anyEnded;
        do
        {
            page = await node.GetManifestPageAsync(job, after, PageSize, cancellationToken);
            List<(ManifestItem Item, Submitted Submitted)> ended = [];
            foreach (ManifestItem item in page.Items)
            {
                after = item.Sequence;
                if (item.State is not ItemState.Pending && !IsDone(item.Sequence) && placeOf(item) is { } submitted) ended.Add((item, submitted));
            }

            await Parallel.ForEachAsync(ended, new ParallelOptions
            {
                MaxDegreeOfParallelism = AtOnce,
                CancellationToken =
                cancellationToken
            }, async (entry, cancelled) =>
                table.Add(await FetchAsync(entry.Item, entry.Submitted, cancelled)));
            foreach ((ManifestItem item, _) in ended) _done.Add(item.Sequence);
            while (_done.Remove(_firstOpen)) _firstOpen++;
            anyEnded = ended.Count > 0;
        }
        while (page.Next is not null && (anyEnded || after < _firstOpen + _done.Count));
    }

    private bool IsDone(int sequence) => sequence < _firstOpen || _done.Contains(sequence);

    private async Task<FileReport> FetchAsync(ManifestItem item, Submitted submitted, CancellationToken cancellationToken)
    {
        PlannedFile file = submitted.File;
        long before = item.Input.Bytes ?? 0;
        string input = item.Input.Url ?? file.Source;
        if (item.Output is not { } output)
            return new FileReport(input, null, before, null, item.State.ToString().ToLowerInvariant(), item.Reason, item.Detail);

        try
        {
            // Opened before the result replaces it: the WebP has its attributes.
            using SourceFile? source = file.ForWebP() is { } webP && submitted.Version is { } version
                ? SourceFile.TryReopen(webP, version) : null;
            await BringAsync(item, submitted, output, cancellationToken);
            return new FileReport(input, file.Destination, before, output.Bytes, item.State is ItemState.Kept ? "kept"
                : "reduced", item.Reason, Score: output.Score?.Value, ScoreBasis: output.Score?.Basis)
            {
                Outputs = await BringOthersAsync(item, submitted, source, cancellationToken),
            };
        }
        catch (Exception exception) when (FailureOf(exception) is { } failure)
        {
            return new FileReport(input, null, before, null, "failed", failure.Reason, failure.Detail);
        }
    }

    private async Task BringAsync(ManifestItem item, Submitted submitted, ManifestOutput output, CancellationToken cancellationToken)
    {
        bool isKept = item.State is ItemState.Kept;
        if (isKept && submitted.File.IsInPlace) return;

        using SourceFile? source = submitted.Version is { } version ? SourceFile.TryReopen(submitted.File, version) : null;
        bool isLocalCopy = isKept && source is not null && source.Is(submitted.Version!, cancellationToken);
        if (isLocalCopy) await ResultFile.CopySourceAsync(submitted.File, source!, submitted.Version!, cancellationToken);
        else
            await DownloadAsync(item.Links.Content, submitted, source, item, output.Bytes, output.Sha256, cancellationToken);
    }

    private async Task<IReadOnlyList<OutputReport>?> BringOthersAsync(
        ManifestItem item, Submitted submitted, SourceFile? source, CancellationToken cancellationToken)
    {
        if (submitted.File.ForWebP() is not { } webP) return null;
        if (submitted.File.IsWebPTaken) return [FileFailure.PathIsTaken.ToReport(OutputReport.WebP)];

        List<OutputReport> reports = [];
        foreach (ManifestOutputFile output in item.Outputs.Where(output => output.Name is OutputReport.WebP))
            reports.Add(await BringOtherAsync(item, output, submitted with { File = webP }, source, cancellationToken));
        return reports;
    }

    /// <summary>Downloads an output beside the result. The result is written already, so that its report must not be lost.</summary>
    private async Task<OutputReport> BringOtherAsync(
        ManifestItem item, ManifestOutputFile output, Submitted submitted, SourceFile? source, CancellationToken cancellationToken)
    {
        if (output is not { Bytes: { } bytes, Sha256: { } sha256 })
            return OutputReport.Without(output.Name, output.State.ToString().ToLowerInvariant(), output.Reason, output.Detail);

        try
        {
            await DownloadAsync(output.Content, submitted, source, item, bytes, sha256, cancellationToken);
            return new OutputReport(output.Name, submitted.File.Destination, bytes, "reduced", Score: output.Score?.Value);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return OutputReport.Without(output.Name, "cancelled");
        }
        catch (Exception exception) when (FailureOf(exception) is { } failure)
        {
            return failure.ToReport(output.Name);
        }
    }

    private Task DownloadAsync(
        string? path, Submitted submitted, SourceFile? source, ManifestItem item, long bytes, string sha256,
        CancellationToken cancellationToken) =>
        node.DownloadAsync(path ?? throw new IOException("The node no longer has the result."), (body, cancelled) =>
            SaveAsync(body, submitted, source, item, bytes, sha256, cancelled), cancellationToken);

    private static FileFailure? FailureOf(Exception exception) =>
        exception is JpegReducerClientException ? new FileFailure(FileReasons.FileError, exception.Message) : FileFailure.Of(exception);

    private static async Task SaveAsync(
        Stream body, Submitted submitted, SourceFile? source, ManifestItem item, long bytes, string sha256,
        CancellationToken cancellationToken)
    {
        if (submitted.Version is { } version && item.Input.Sha256 is { } received
            && !Convert.ToHexStringLower(version.Sha256).Equals(received, StringComparison.Ordinal))
        {
            throw new IOException("The node has received other bytes than were sent.");
        }

        using ResultFile result = ResultFile.Begin(submitted.File);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if ((length += read) > bytes) break; // more than announced: not what was sent
            hash.AppendData(buffer, 0, read);
            result.Write(buffer.AsSpan(0, read));
        }

        if (length > bytes || !Convert.ToHexStringLower(hash.GetHashAndReset()).Equals(sha256, StringComparison.Ordinal))
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, "What was received is not what was sent.");
        }

        result.Commit(source, submitted.Version, cancellationToken);
    }
}
