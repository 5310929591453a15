using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;

namespace JpegReducer.Storage.Records;

/// <summary>
/// The durable record of jobs and items. When a method returns, its change is durable; every change may be repeated
/// without effect. The cost of a call depends on its arguments and result, never on the size of the job. Times have a precision
/// of at least a microsecond; in text, U+0000 and unpaired surrogates may be replaced by U+FFFD.
/// </summary>
/// <remarks>Every method throws <see cref="StorageUnavailableException"/> while the ledger is unavailable.</remarks>
public interface IItemLedger
{
    /// <summary>
    /// Records a job, with its first items if there are any, in one transaction. If the job exists already, nothing
    /// changes, and the existing job is returned.
    /// </summary>
    /// <exception cref="Blobs.StorageFullException">The storage is full; every change may throw this.</exception>
    Task<OpenedJob> OpenJobAsync(JobId job, JobSpec spec, DateTimeOffset now, ItemBatch? first, bool isComplete, CancellationToken cancellationToken);

    /// <summary>
    /// Adds items in one transaction; they get the job's next sequence numbers. A batch whose id is already recorded is not
    /// added again: the result is the same as the first time if its digest is, else <see cref="AppendOutcome.Conflict"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The job is unknown or accepts no more items.</exception>
    Task<AppendedItems> AppendAsync(JobId job, ItemBatch batch, CancellationToken cancellationToken);

    /// <summary>The result of appending a batch whose id is already recorded; <see langword="null"/> if it is not.</summary>
    Task<AppendedItems?> FindBatchAsync(JobId job, ItemBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Records how items ended, in one transaction, if they are still <see cref="ItemState.Pending"/>; of an item that is
    /// listed twice, the first. If the job is complete and no item is pending after that, it becomes <see cref="JobState.Done"/> in the
    /// same transaction.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="endings">At most 500.</param>
    /// <param name="now">When they ended.</param>
    /// <param name="cancellationToken">After cancellation the change may or may not have been made.</param>
    /// <returns>The job after the change.</returns>
    Task<LedgerJob> CommitAsync(JobId job, IReadOnlyList<ItemEnding> endings, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Records the number of failed attempts of items that are still <see cref="ItemState.Pending"/>: <see cref="ReadPendingAsync"/>
    /// returns it. A number that is smaller than the recorded one changes nothing, nor does one of an unknown job.
    /// </summary>
    Task RecordFailedAttemptsAsync(JobId job, IReadOnlyList<FailedAttempts> attempts, CancellationToken cancellationToken);

    /// <summary>
    /// Declares that no more items will be added: the job becomes <see cref="JobState.Running"/>, or <see cref="JobState.Done"/> if no item is
    /// pending. A job in a later state is not changed.
    /// </summary>
    Task<LedgerJob> SealAsync(JobId job, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Cancels the job and every item that is still pending. A closed job is not
    /// changed. On return the job's totals are final.
    /// </summary>
    Task<LedgerJob> CancelAsync(JobId job, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Records that the usage of a closed job is charged to its account: the last change of a job.</summary>
    Task MarkSettledAsync(JobId job, CancellationToken cancellationToken);

    /// <summary>The job; <see langword="null"/> if there is none.</summary>
    Task<LedgerJob?> FindJobAsync(JobId job, CancellationToken cancellationToken);

    /// <summary>The jobs that are not settled, oldest first: open, running, or closed with usage that is not yet charged.</summary>
    IAsyncEnumerable<LedgerJob> ReadUnsettledJobsAsync(CancellationToken cancellationToken);

    /// <summary>The jobs of an account, the newest first, from the one before <paramref name="before"/>.</summary>
    Task<IReadOnlyList<LedgerJob>> ReadJobsAsync(AccountId account, JobCursor? before, int max, CancellationToken cancellationToken);

    /// <summary>The pending items of a job in order, from the one after <paramref name="afterSequence"/> (-1 for the first).</summary>
    Task<IReadOnlyList<WorkItem>> ReadPendingAsync(JobId job, int afterSequence, int max, CancellationToken cancellationToken);

    /// <summary>All items of a job in order, from the one after <paramref name="afterSequence"/> (-1 for the first).</summary>
    Task<IReadOnlyList<ItemRecord>> ReadItemsAsync(JobId job, int afterSequence, int max, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes items of jobs that were opened before <paramref name="moment"/>, and those of these jobs that have no items left: up to
    /// <paramref name="max"/> rows, or whole days. A ledger that is partitioned by days deletes a day when it is over,
    /// counted from <paramref name="moment"/>: up to a day later.
    /// </summary>
    /// <returns>How many rows were deleted; 0 when there are no more.</returns>
    Task<int> DeleteOpenedBeforeAsync(DateTimeOffset moment, int max, CancellationToken cancellationToken);

    /// <summary>Throws if the ledger cannot be written to. For health checks.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}

/// <summary>A job in the ledger.</summary>
/// <param name="Id">The job.</param>
/// <param name="Spec">Its immutable properties.</param>
/// <param name="State">Its state.</param>
/// <param name="Totals">The totals of its items.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="ClosedAt">When it became <see cref="JobState.Done"/> or <see cref="JobState.Cancelled"/>.</param>
/// <param name="IsSettled">Whether its usage is charged to the account.</param>
public sealed record LedgerJob(
    JobId Id, JobSpec Spec, JobState State, JobTotals Totals, DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt, bool IsSettled);

/// <summary>The result of opening a job.</summary>
/// <param name="Job">The job after the change.</param>
/// <param name="IsNew">
/// Whether it was recorded by this call. Also <see langword="false"/> if the call was repeated because its response was lost.
/// </param>
public sealed record OpenedJob(LedgerJob Job, bool IsNew);

/// <summary>The result of appending a batch.</summary>
/// <param name="FirstSequence">The sequence number of the first item under the batch's id.</param>
/// <param name="Job">The job after the change.</param>
/// <param name="Outcome">Whether the batch is recorded.</param>
public sealed record AppendedItems(int FirstSequence, LedgerJob Job, AppendOutcome Outcome);

/// <summary>Whether a batch is recorded.</summary>
public enum AppendOutcome
{
    /// <summary>Yes, by this call.</summary>
    Added,

    /// <summary>By an earlier call: its items may have other files than those of this call.</summary>
    Repeated,

    /// <summary>No: another batch is recorded under the same id. Nothing was added.</summary>
    Conflict,
}

/// <summary>How one item ended.</summary>
/// <param name="Sequence">Its number within the job.</param>
/// <param name="Result">Its state is final. The source of an uploaded item is its upload, and is recorded with the item.</param>
public sealed record ItemEnding(int Sequence, ItemResult Result)
{
    /// <summary>Bytes of the source, if there is a main output to compare with it.</summary>
    public long BytesIn => Result.Main?.File is null ? 0 : Result.Source?.Bytes ?? 0;

    /// <summary>Bytes of the main output.</summary>
    public long BytesOut => Result.Main?.File?.Bytes ?? 0;
}

/// <summary>How many attempts at one item have failed.</summary>
/// <param name="Sequence">Its number within the job.</param>
/// <param name="Count">From 1.</param>
public readonly record struct FailedAttempts(int Sequence, int Count);
