using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Storage.Blobs;

namespace JpegReducer.Client.Jobs;

/// <summary>Opens the files of an account's jobs.</summary>
internal sealed class JobFiles(AccountJobs jobs, IBlobStore blobs, TimeProvider time)
{
    /// <summary>An output of an item: the reduced file, or the source where that was kept.</summary>
    public async Task<JobFile> OpenOutputAsync(
        AccountId account, JobId job, int sequence, string output, CancellationToken cancellationToken)
    {
        if (await jobs.FindItemAsync(account, job, sequence, cancellationToken) is not { } item) return new JobFile.NotFound();

        ItemOutput? found = item.Result.Find(output);
        JobFile file = await OpenAsync(item, found?.File, found?.MediaType, cancellationToken);
        return file is JobFile.Opened opened && output != OutputNames.Main
            ? opened with { Name = Path.ChangeExtension(opened.Name, output) }
            : file;
    }

    /// <summary>The source of an item: the upload, or what was fetched.</summary>
    public async Task<JobFile> OpenSourceAsync(AccountId account, JobId job, int sequence, CancellationToken cancellationToken) =>
        await jobs.FindItemAsync(account, job, sequence, cancellationToken) is { } item
            ? await OpenAsync(
                item, item.Result.Source ?? (item.Item.Source as ItemSource.Uploaded)?.File, item.Result.SourceType, cancellationToken)
            : new JobFile.NotFound();

    /// <summary>Opens a file of an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="file">The file; <see langword="null"/> where the item has none.</param>
    /// <param name="mediaType">Its media type; <see langword="null"/> where it is unknown.</param>
    /// <param name="cancellationToken">Stops opening it.</param>
    public async Task<JobFile> OpenAsync(ItemRecord item, StoredFile? file, string? mediaType, CancellationToken cancellationToken)
    {
        if (file is null) return new JobFile.Missing(item.Result);

        // A file has expired from that very moment, even while its bytes are still there.
        Stream? content = file.ExpiresAt <= time.GetUtcNow() ? null : await blobs.OpenReadAsync(file.Key, cancellationToken);
        return content is null ? new JobFile.Expired(file.ExpiresAt) : new JobFile.Opened(file, content, mediaType, item.Item.Name);
    }
}

/// <summary>The result of opening a file of a job.</summary>
internal abstract record JobFile
{
    private JobFile()
    {
    }

    /// <summary>The file.</summary>
    /// <param name="File">What is stored.</param>
    /// <param name="Content">Its bytes; seekable. To be disposed of by the caller.</param>
    /// <param name="MediaType">Its media type; <see langword="null"/> where it is unknown.</param>
    /// <param name="Name">The name to save it under: that of the source, with the extension of its format.</param>
    public sealed record Opened(StoredFile File, Stream Content, string? MediaType, string Name) : JobFile;

    /// <summary>The account has no such item.</summary>
    public sealed record NotFound : JobFile;

    /// <summary>The item has no such file: it failed, was cancelled, or has not ended.</summary>
    public sealed record Missing(ItemResult Result) : JobFile;

    /// <summary>The file was deleted.</summary>
    /// <param name="At">When it expired.</param>
    public sealed record Expired(DateTimeOffset At) : JobFile;
}
