using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Storage.Records;

/// <summary>
/// The items that each worker has in flight, recorded before they are reduced, so that the images a process died with are known afterwards.
/// It outlives processes, not machines: no call waits for a disk, and a power failure or a crash of the database may leave it empty.
/// </summary>
/// <remarks>
/// An entry may list items that have ended since; only the ledger says whether an item has ended. Every method throws
/// <see cref="StorageUnavailableException"/> while the journal is unavailable.
/// </remarks>
public interface IWorkJournal
{
    /// <summary>Replaces the worker's entry. Concurrent calls for one worker are not allowed.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="items">All items that it has in flight.</param>
    /// <param name="now">The time of the record.</param>
    /// <param name="cancellationToken">After cancellation the entry may or may not have been replaced.</param>
    Task RecordAsync(WorkerId worker, IReadOnlyCollection<ItemKey> items, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Removes the worker's entry: it has drained, and its items must not count as lost.</summary>
    Task RemoveAsync(WorkerId worker, CancellationToken cancellationToken);

    /// <summary>The workers, alive or dead, whose entries list items of a job, and these items.</summary>
    Task<IReadOnlyList<JournalEntry>> ReadAsync(JobId job, CancellationToken cancellationToken);

    /// <summary>Deletes the entries that were recorded before <paramref name="moment"/>.</summary>
    /// <returns>How many there were.</returns>
    Task<int> DeleteRecordedBeforeAsync(DateTimeOffset moment, CancellationToken cancellationToken);
}

/// <summary>One item of one job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Sequence">The item's number within it.</param>
public readonly record struct ItemKey(JobId Job, int Sequence);

/// <summary>The items of one job in a worker's journal entry.</summary>
/// <param name="Worker">The worker, which may be dead.</param>
/// <param name="Sequences">The items' numbers within the job; at least one.</param>
public sealed record JournalEntry(WorkerId Worker, IReadOnlyList<int> Sequences);
