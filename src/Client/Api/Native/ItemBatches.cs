using JpegReducer.ApiContracts;
using JpegReducer.Client.Api.Requests;
using JpegReducer.Client.Problems;
using JpegReducer.Client.Uploads;
using JpegReducer.Hosting.GrainCalls;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JpegReducer.Client.Api.Native;

/// <summary>
/// Gathers the items of one request and hands them to the job as they fill a batch: a request may bring more than a message may hold. Of one
/// that may be repeated, work on the first files begins while the others are on their way; one without a key is taken whole or, up to a
/// batch, not at all.
/// </summary>
/// <remarks>
/// Where a batch ends depends on nothing but the files before, so that a repetition comes to the same batches. A batch is handed over when the
/// next item is there or the request ends, so that its digest can say whether it is the last. So a request that differs from the first one
/// under its key conflicts at the batch in which it differs, before anything of it is added.
/// </remarks>
internal sealed class ItemBatches(AccountJobs jobs, JobId job, UploadReceiver uploads, string? idempotencyKey, CancellationToken cancellationToken)
{
    private readonly List<NewItem> _waiting = [];
    private readonly List<AcceptedItem> _accepted = [];
    private long _waitingBytes;
    private int _ordinal;
    private string? _digest;

    /// <summary>What was added so far.</summary>
    public IReadOnlyList<AcceptedItem> Accepted => _accepted;

    /// <summary>To be called when a further item is there: hands over a batch that is full. Answers with the problem where the job does not take it.</summary>
    public async Task<ProblemHttpResult?> MakeRoomAsync()
    {
        bool isWorthBeginning = idempotencyKey is not null && _waitingBytes >= UploadLimits.WholeRequestBytes;
        return isWorthBeginning || _waiting.Count == ItemBatch.MaxItems ? await HandOverAsync(isLast: false) : null;
    }

    /// <summary>Adds an item.</summary>
    public void Add(NewItem item)
    {
        _waiting.Add(item);
        _waitingBytes += (item.Source as ItemSource.Uploaded)?.File.Bytes ?? 0;
    }

    /// <summary>Hands over what is left. Answers with the problem where the job does not take it.</summary>
    public async Task<ProblemHttpResult?> EndAsync() => _waiting.Count == 0 ? null : await HandOverAsync(isLast: true);

    /// <summary>Deletes the files that were received and not handed over.</summary>
    public Task DiscardAsync() => DiscardAsync(_waiting);

    private async Task<ProblemHttpResult?> HandOverAsync(bool isLast)
    {
        NewItem[] items = [.. _waiting];
        _waiting.Clear(); // from here on the files are the job's: where no answer comes, it may still have them
        _waitingBytes = 0;
        if (idempotencyKey is not null) _digest = RequestDigest.Of(_digest, items, isLast);
        ItemBatch batch = new(RequestValidation.BatchId(job, idempotencyKey, _ordinal++), items) { Digest = _digest };
        AddItemsResult answer = await GrainCalls.RetryAsync(() => jobs.Grain(job).AddItemsAsync(batch), cancellationToken);
        if (answer is AddItemsResult.Accepted(var first, _) accepted)
        {
            _accepted.AddRange(items.Select((item, index) => new AcceptedItem(first + index, item.Name, item.ClientRef, (item.Source as ItemSource.Uploaded)?.File.Bytes)));
            if (accepted.IsRepeat) await uploads.DiscardUnrecordedAsync(jobs.Records, job, first, items, cancellationToken);
            return null;
        }

        await DiscardAsync(items);
        return ItemsApi.ProblemFor(answer)!.WithAccepted(_accepted);
    }

    private async Task DiscardAsync(IEnumerable<NewItem> items)
    {
        foreach (ItemSource.Uploaded upload in items.Select(item => item.Source).OfType<ItemSource.Uploaded>()) await uploads.DiscardAsync(upload.File);
    }
}
