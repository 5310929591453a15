using JpegReducer.Client.Admission;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;

namespace JpegReducer.Client.Jobs;

/// <summary>Reduces one image while its sender waits: an interactive job of one item, submitted in the same way as every other.</summary>
internal sealed class SingleImageJob(
    JobSubmitter submitter, UploadLimiter limiter, UploadReceiver uploads, JobWait wait, AccountJobs jobs, JobFiles files)
{
    /// <summary>Begins a request, when an upload slot is free.</summary>
    public async Task<SingleImageUpload> BeginAsync(AccountId account, IdempotencyKey? key, CancellationToken cancellationToken) =>
        new(submitter, uploads, account, submitter.NewJob(account, key), key, slot: await limiter.AcquireAsync(account, cancellationToken));

    /// <summary>Waits for the result, for at most <paramref name="limit"/>.</summary>
    public async Task<SingleImageResult> WaitAsync(JobStatus job, TimeSpan limit, CancellationToken cancellationToken)
    {
        job = await wait.UntilClosedAsync(job, limit, cancellationToken);
        if (!job.IsClosed) return new SingleImageResult.NotReady();

        return await jobs.FindItemAsync(job, 0, cancellationToken) is { } item
            ? await OpenAsync(item, cancellationToken)
            : new SingleImageResult.NotFound();
    }

    private async Task<SingleImageResult> OpenAsync(ItemRecord item, CancellationToken cancellationToken) => item.Result switch
    {
        { State: ItemState.Cancelled } => new SingleImageResult.Cancelled(),
        { State: ItemState.Reduced or ItemState.Kept, Source: { } source, Main: { File: { } output } main } =>
            await files.OpenAsync(item, output, main.MediaType, cancellationToken) switch
            {
                JobFile.Opened opened => new SingleImageResult.Done(item.Result, source, opened),
                _ => new SingleImageResult.Expired(output.ExpiresAt),
            },
        _ => new SingleImageResult.Failed(item.Result),
    };
}

/// <summary>The result of a <see cref="SingleImageJob"/>.</summary>
internal abstract record SingleImageResult
{
    private SingleImageResult()
    {
    }

    /// <summary>The image was reduced, or kept where nothing smaller was found.</summary>
    public sealed record Done(ItemResult Result, StoredFile Source, JobFile.Opened Output) : SingleImageResult;

    /// <summary>The image could not be reduced, for the reason that the result has.</summary>
    public sealed record Failed(ItemResult Result) : SingleImageResult;

    /// <summary>The job was cancelled before the image was reduced.</summary>
    public sealed record Cancelled : SingleImageResult;

    /// <summary>The job was accepted and is still being processed after the limit.</summary>
    public sealed record NotReady : SingleImageResult;

    /// <summary>A repeated request, whose result was deleted.</summary>
    /// <param name="At">When it expired.</param>
    public sealed record Expired(DateTimeOffset At) : SingleImageResult;

    /// <summary>The record of the job was deleted.</summary>
    public sealed record NotFound : SingleImageResult;
}
