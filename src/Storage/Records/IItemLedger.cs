using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;

namespace JpegReducer.Storage.Records;

/// <summary>
/// The truth about jobs and items. Every method that returns has made its change durable; every change may be repeated
/// without effect. The cost of a call depends on what it is given or asked for, never on the size of the job. Moments are kept
/// to the microsecond at least; of text, U+0000 and halves of surrogate pairs may come back as U+FFFD.
/// </summary>
/// <remarks>Every method throws <see cref="StorageUnavailableException"/> where the ledger does not answer for now.</remarks>
public interface IItemLedger
{
    /// <summary>
    /// Records a job, with its first items where there are any, in one transaction. Where the job exists already nothing
    /// changes, and the answer is the job as it stands.
    /// </summary>
    /// <exception cref="Blobs.StorageFullException">There is no room left; true of every change.</exception>
    Task<OpenedJob> OpenJobAsync(JobId job, JobSpec spec, DateTimeOffset now, ItemBatch? first, bool isComplete, CancellationToken cancellationToken);

    /// <summary>
    /// Adds items in one transaction; they get the job's next sequence numbers. A batch whose id the job has seen is not
    /// added again: the answer is as the first time where its digest is the same, else <see cref="AppendOutcome.Conflict"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The job is unknown or takes no more items.</exception>
    Task<AppendedItems> AppendAsync(JobId job, ItemBatch batch, CancellationToken cancellationToken);

    /// <summary>What appending a batch would come to whose id the job has seen; <see langword="null"/> where it has not.</summary>
    Task<AppendedItems?> FindBatchAsync(JobId job, ItemBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Records how items ended, in one transaction: only of those that are still <see cref="ItemState.Pending"/>; of an item
    /// named twice, the first. Where the job is complete and nothing is pending after, it is <see cref="JobState.Done"/> by the
    /// same transaction.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="endings">At most 500.</param>
    /// <param name="now">When they ended.</param>
    /// <param name="cancellationToken">Cancelled, it may have been done or not.</param>
    /// <returns>The job as it stands after.</returns>
    Task<LedgerJob> CommitAsync(JobId job, IReadOnlyList<ItemEnding> endings, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Notes how many attempts at items have failed, of those that are still <see cref="ItemState.Pending"/>: <see cref="ReadPendingAsync"/>
    /// answers with it. A number that is smaller than the noted one changes nothing, nor does one of an unknown job.
    /// </summary>
    Task NoteFailedAttemptsAsync(JobId job, IReadOnlyList<FailedAttempts> attempts, CancellationToken cancellationToken);

    /// <summary>
    /// Says that no more items will come: the job is <see cref="JobState.Running"/>, or <see cref="JobState.Done"/> where nothing is
    /// pending. A job that is past this stays as it is.
    /// </summary>
    Task<LedgerJob> SealAsync(JobId job, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the job <see cref="JobState.Cancelled"/>, and with it every item that is still pending. A job that is closed stays
    /// as it is. On return the job's totals are final.
    /// </summary>
    Task<LedgerJob> CancelAsync(JobId job, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Notes that the usage of a closed job is booked with its account: the last thing that happens to a job.</summary>
    Task MarkSettledAsync(JobId job, CancellationToken cancellationToken);

    /// <summary>The job; <see langword="null"/> where there is none.</summary>
    Task<LedgerJob?> FindJobAsync(JobId job, CancellationToken cancellationToken);

    /// <summary>The jobs that are not settled, the oldest first: open, running, or closed with their usage not yet booked.</summary>
    IAsyncEnumerable<LedgerJob> ReadUnsettledJobsAsync(CancellationToken cancellationToken);

    /// <summary>The jobs of an account, the newest first, from the one before <paramref name="before"/>.</summary>
    Task<IReadOnlyList<LedgerJob>> ReadJobsAsync(AccountId account, JobCursor? before, int max, CancellationToken cancellationToken);

    /// <summary>The pending items of a job in order, from the one after <paramref name="afterSequence"/> (-1 for the first).</summary>
    Task<IReadOnlyList<WorkItem>> ReadPendingAsync(JobId job, int afterSequence, int max, CancellationToken cancellationToken);

    /// <summary>All items of a job in order, from the one after <paramref name="afterSequence"/> (-1 for the first).</summary>
    Task<IReadOnlyList<ItemRecord>> ReadItemsAsync(JobId job, int afterSequence, int max, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes items of jobs that were opened before <paramref name="moment"/>, and such jobs as have none left: up to
    /// <paramref name="max"/> rows one by one, or whole days in one go. A ledger that keeps each day on its own does so when the day is over,
    /// counted from <paramref name="moment"/>: up to a day later.
    /// </summary>
    /// <returns>How many rows went; 0 when nothing is due any more.</returns>
    Task<int> DeleteOpenedBeforeAsync(DateTimeOffset moment, int max, CancellationToken cancellationToken);

    /// <summary>Throws where the ledger cannot be written to. For health checks.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}

/// <summary>A job as the ledger holds it.</summary>
/// <param name="Id">The job.</param>
/// <param name="Spec">What was fixed when it was opened.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Totals">What its items came to.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="ClosedAt">When it became <see cref="JobState.Done"/> or <see cref="JobState.Cancelled"/>.</param>
/// <param name="IsSettled">Whether its usage is booked.</param>
public sealed record LedgerJob(
    JobId Id, JobSpec Spec, JobState State, JobTotals Totals, DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt, bool IsSettled);

/// <summary>What opening a job came to.</summary>
/// <param name="Job">The job as it stands after.</param>
/// <param name="IsNew">Whether it was recorded by this call. Also <see langword="false"/> where the call was repeated after a lost answer.</param>
public sealed record OpenedJob(LedgerJob Job, bool IsNew);

/// <summary>What appending a batch came to.</summary>
/// <param name="FirstSequence">The sequence number of the first item under the batch's id.</param>
/// <param name="Job">The job as it stands after.</param>
/// <param name="Outcome">Whether the batch is recorded.</param>
public sealed record AppendedItems(int FirstSequence, LedgerJob Job, AppendOutcome Outcome);

/// <summary>Whether a batch is recorded.</summary>
public enum AppendOutcome
{
    /// <summary>By this call.</summary>
    Added,

    /// <summary>By a call before: its items may have other files than those of this call.</summary>
    Repeated,

    /// <summary>Another batch is, under the same id: nothing was added.</summary>
    Conflict,
}

/// <summary>How one item ended.</summary>
/// <param name="Sequence">Its number within the job.</param>
/// <param name="Result">Its state is final. The source of an uploaded item is its upload, and is recorded with the item.</param>
public sealed record ItemEnding(int Sequence, ItemResult Result)
{
    /// <summary>Bytes of the source, where there is a main output to compare with it.</summary>
    public long BytesIn => Result.Main?.File is null ? 0 : Result.Source?.Bytes ?? 0;

    /// <summary>Bytes of the main output.</summary>
    public long BytesOut => Result.Main?.File?.Bytes ?? 0;
}

/// <summary>How many attempts at one item have failed.</summary>
/// <param name="Sequence">Its number within the job.</param>
/// <param name="Count">From 1.</param>
public readonly record struct FailedAttempts(int Sequence, int Count);
