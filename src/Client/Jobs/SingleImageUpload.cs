using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Client.Jobs;

/// <summary>An image on its way into a <see cref="SingleImageJob"/>. Disposing of it deletes the upload unless it was submitted.</summary>
internal sealed class SingleImageUpload(
    JobSubmitter submitter, UploadReceiver uploads, AccountId account, JobId job, IdempotencyKey? key, IDisposable slot) : IAsyncDisposable
{
    private NewItem? _item;

    /// <summary>The job that the image will belong to.</summary>
    public JobId Job => job;

    /// <summary>Whether an image was received.</summary>
    public bool HasImage => _item is not null;

    /// <summary>Receives the image; to be called once.</summary>
    /// <returns>The length of the image in bytes.</returns>
    public async Task<long> ReceiveAsync(IncomingFile file, CancellationToken cancellationToken)
    {
        StoredFile stored = await uploads.ReceiveAsync(job, file.Content, cancellationToken);
        _item = new NewItem(file.Name, file.ClientRef, new ItemSource.Uploaded(stored));
        return stored.Bytes;
    }

    /// <summary>Opens the job and frees the upload slot.</summary>
    public Task<OpenResult> SubmitAsync(ReductionSettings settings)
    {
        JobRequest request = new(settings, JobPriority.Interactive, Label: null, [_item!], IsComplete: true);
        _item = null; // from here on the file is the job's: it may have it even if no response arrives
        slot.Dispose();
        return submitter.OpenAsync(job, account, request, key);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        slot.Dispose();
        if (_item is not null) await uploads.DiscardAsync([_item]);
    }
}
