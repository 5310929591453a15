using JpegReducer.ApiContracts;
using JpegReducer.Client.Admission;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Client.Jobs;

/// <summary>
/// One request that adds items to a job, in batches: a request may have more items than a grain message may hold. Work on the first files
/// of a request with an <see cref="IdempotencyKey"/> begins while the others arrive; a request without one is added whole or, up to a
/// batch, not at all.
/// </summary>
/// <remarks>
/// The end of a batch depends only on the files before it, so that a repetition has the same batches. A batch is sent when the next item is
/// there or the request ends, so that its digest can tell whether it is the last. So a request that differs from the first one under its
/// key conflicts at the batch in which it differs, before any item of that batch is added.
/// </remarks>
internal sealed class ItemSubmission(
    JobSubmitter submitter, UploadLimiter limiter, UploadReceiver uploads, AccountId account, JobId job, IdempotencyKey? key)
{
    private readonly List<NewItem> _pending = [];
    private readonly List<AddedItem> _added = [];
    private long _pendingBytes;
    private int _ordinal;
    private string? _digest;

    /// <summary>What was added so far, also where the request fails later.</summary>
    public IReadOnlyList<AddedItem> Added => _added;

    /// <summary>
    /// Receives files as they arrive and adds them. Returns why one was refused; <see langword="null"/> where all were added.
    /// </summary>
    public async Task<Refusal?> AddFilesAsync(IAsyncEnumerable<IncomingFile> files, CancellationToken cancellationToken)
    {
        using IDisposable slot = await limiter.AcquireAsync(account, cancellationToken);
        try
        {
            await foreach (IncomingFile file in files.WithCancellation(cancellationToken))
            {
                if (await SendFullBatchAsync() is { } refused) return refused;
                StoredFile stored = await uploads.ReceiveAsync(job, file.Content, cancellationToken);
                _pending.Add(new NewItem(file.Name, file.ClientRef, new ItemSource.Uploaded(stored)));
                _pendingBytes += stored.Bytes;
            }
        }
        catch
        {
            await uploads.DiscardAsync(_pending);
            throw;
        }

        return await SendLastBatchAsync();
    }

    /// <summary>Adds items whose sources are remote. Returns why one was refused; <see langword="null"/> where all were added.</summary>
    public async Task<Refusal?> AddAsync(IEnumerable<NewItem> items)
    {
        foreach (NewItem item in items)
        {
            if (await SendFullBatchAsync() is { } refused) return refused;
            _pending.Add(item);
        }

        return await SendLastBatchAsync();
    }

    private async Task<Refusal?> SendFullBatchAsync()
    {
        bool isWorthBeginning = key is not null && _pendingBytes >= UploadLimits.WholeRequestBytes;
        return isWorthBeginning || _pending.Count == ItemBatch.MaxItems ? await SendAsync(isLast: false) : null;
    }

    private async Task<Refusal?> SendLastBatchAsync() =>
        _pending.Count == 0 ? null : await SendAsync(isLast: true);

    private async Task<Refusal?> SendAsync(bool isLast)
    {
        NewItem[] items = [.. _pending];
        _pending.Clear(); // from here on the files are the job's: it may have them even if no response arrives
        _pendingBytes = 0;
        if (key is not null) _digest = RequestDigest.Of(_digest, items, isLast);
        ItemBatch batch = new(JobSubmitter.BatchId(job, key, _ordinal++), items) { Digest = _digest };
        AddItemsResult result = await submitter.AddAsync(job, batch);
        if (result is AddItemsResult.Accepted(var first, _))
            _added.AddRange(items.Select((item, index) => new AddedItem(first + index, item)));
        return Refusal.Of(result);
    }
}
