using JpegReducer.Client.Admission;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Client.Jobs;

/// <summary>Opens jobs and adds items to them. Uploads that no job has in the end are deleted.</summary>
internal sealed class JobSubmitter(
    IGrainFactory grains, AccountJobs jobs, Backlog backlog, UploadLimiter limiter, UploadReceiver uploads, TimeProvider time)
{
    /// <summary>The id of a job that is about to be opened.</summary>
    public JobId NewJob(AccountId account, IdempotencyKey? key) => key?.JobOf(account) ?? JobId.New(time.GetUtcNow());

    /// <summary>Opens a job unless the account has too many items in its queues.</summary>
    public async Task<OpenResult> OpenAsync(
        AccountId account, JobRequest request, IdempotencyKey? key, CancellationToken cancellationToken) =>
        await backlog.IsFullAsync(account, cancellationToken)
            ? new OpenResult.Refused(new Refusal.TooManyQueued())
            : await OpenAsync(NewJob(account, key), account, request, key);

    /// <summary>
    /// Opens a job under an id of <see cref="NewJob"/>. The uploads among its items are the job's, or deleted: what has begun is completed
    /// even if the client disconnects.
    /// </summary>
    public async Task<OpenResult> OpenAsync(JobId job, AccountId account, JobRequest request, IdempotencyKey? key)
    {
        string digest = RequestDigest.Of(request);
        JobSpec spec = new(account, request.Priority, request.Settings, request.Label) { RequestDigest = digest };
        ItemBatch[] batches =
        [
            .. request.Items.Chunk(ItemBatch.MaxItems)
                .Select((items, ordinal) => new ItemBatch(BatchId(job, key, ordinal), items) { Digest = digest }),
        ];
        IJobGrain grain = grains.GetGrain<IJobGrain>(job.Value);
        OpenJobResult result = await grain.OpenAsync(spec, batches.FirstOrDefault(), request.IsComplete && batches.Length <= 1);
        if (result is not OpenJobResult.Opened opened)
        {
            await uploads.DiscardAsync(request.Items);
            return new OpenResult.Refused(
                result is OpenJobResult.QuotaExceeded(var remaining)
                    ? new Refusal.QuotaExceeded(remaining)
                    : new Refusal.IdempotencyConflict());
        }

        if (opened.IsRepeat && batches.Length > 0) await uploads.DiscardRepeatedAsync(job, 0, batches[0].Items);
        for (int ordinal = 1; ordinal < batches.Length; ordinal++)
        {
            if (Refusal.Of(await AddAsync(job, batches[ordinal])) is not { } refused) continue;
            await uploads.DiscardAsync(batches[(ordinal + 1)..].SelectMany(batch => batch.Items));
            return new OpenResult.Incomplete(job, ordinal * ItemBatch.MaxItems, refused);
        }

        if (!request.IsComplete || batches.Length <= 1) return new OpenResult.Opened(opened.Status);
        return new OpenResult.Opened(await grain.SealAsync() ?? opened.Status);
    }

    /// <summary>Why an account may not add items to a job now; <see langword="null"/> where it may.</summary>
    public async Task<Refusal?> FindRefusalAsync(AccountId account, JobId job, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(account, job, cancellationToken) is null) return new Refusal.JobNotFound();
        return await backlog.IsFullAsync(account, cancellationToken) ? new Refusal.TooManyQueued() : null;
    }

    /// <summary>Begins a request that adds items to a job that <see cref="FindRefusalAsync"/> has checked.</summary>
    public ItemSubmission BeginItems(AccountId account, JobId job, IdempotencyKey? key) => new(this, limiter, uploads, account, job, key);

    /// <summary>Adds a batch. Its uploads are the job's, or deleted.</summary>
    internal async Task<AddItemsResult> AddAsync(JobId job, ItemBatch batch)
    {
        IJobGrain grain = grains.GetGrain<IJobGrain>(job.Value);
        AddItemsResult result = await grain.AddItemsAsync(batch);
        if (result is not AddItemsResult.Accepted accepted) await uploads.DiscardAsync(batch.Items);
        else if (accepted.IsRepeat) await uploads.DiscardRepeatedAsync(job, accepted.FirstSequence, batch.Items);
        return result;
    }

    /// <summary>The id of a request's n-th batch: random where the request cannot be repeated.</summary>
    internal static Guid BatchId(JobId job, IdempotencyKey? key, int ordinal) => key?.BatchOf(job, ordinal) ?? Guid.NewGuid();
}
