using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Storage.Records;

/// <summary>
/// What each worker has in hand, written down before it begins, so that the images a process died with are known after its death.
/// It outlives processes, not machines: no call waits for a disk, and a loss of power or of the database may leave it empty.
/// </summary>
/// <remarks>
/// An entry may name items that have ended since: whether an item has ended is the ledger's to say. Every method throws
/// <see cref="StorageUnavailableException"/> where the journal does not answer for now.
/// </remarks>
public interface IWorkJournal
{
    /// <summary>Replaces the worker's entry. Of one worker, no two calls at once.</summary>
    /// <param name="worker">Whose entry it is.</param>
    /// <param name="items">All that it has in hand.</param>
    /// <param name="now">When that was so.</param>
    /// <param name="cancellationToken">Cancelled, it may have been done or not.</param>
    Task NoteAsync(WorkerId worker, IReadOnlyCollection<ItemKey> items, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Deletes the worker's entry: it has drained, and what it had in hand is no sign of anything.</summary>
    Task ForgetAsync(WorkerId worker, CancellationToken cancellationToken);

    /// <summary>The workers that have, or had when they died, items of a job in hand, and which.</summary>
    Task<IReadOnlyList<JournalEntry>> ReadAsync(JobId job, CancellationToken cancellationToken);

    /// <summary>Deletes the entries that were noted before <paramref name="moment"/>.</summary>
    /// <returns>How many there were.</returns>
    Task<int> DeleteNotedBeforeAsync(DateTimeOffset moment, CancellationToken cancellationToken);
}

/// <summary>One item of one job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Sequence">The item's number within it.</param>
public readonly record struct ItemKey(JobId Job, int Sequence);

/// <summary>Items of one job in one worker's hands.</summary>
/// <param name="Worker">The worker, which may be dead.</param>
/// <param name="Sequences">The items' numbers within the job; at least one.</param>
public sealed record JournalEntry(WorkerId Worker, IReadOnlyList<int> Sequences);
