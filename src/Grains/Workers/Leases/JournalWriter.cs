using JpegReducer.Interfaces.Ids;
using JpegReducer.Storage.Records;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Leases;

/// <summary>
/// Records the items in flight in the journal. One write runs at a time: all items that are added meanwhile share the next one, so that
/// entries grow instead of queueing where images are small and many.
/// </summary>
internal sealed partial class JournalWriter(IWorkJournal journal, TimeProvider time, ILogger<JournalWriter> logger)
{
    private readonly Lock _gate = new();
    private Task _current = Task.CompletedTask;
    private Task? _next;

    /// <summary>Returns when every item that was in flight at the time of the call is recorded.</summary>
    public Task RecordAsync(WorkerId worker, InFlightItems inFlight)
    {
        lock (_gate) return _next ??= RecordAfterAsync(_current, worker, inFlight);
    }

    /// <summary>Removes the worker's entry once nothing is in flight. If that fails, its last items merely count as lost.</summary>
    public async Task RemoveAsync(WorkerId worker)
    {
        Task last;
        lock (_gate) last = _next ?? _current;
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await journal.RemoveAsync(worker, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogRemovalFailed(exception.Message);
        }
    }

    private async Task RecordAfterAsync(Task previous, WorkerId worker, InFlightItems inFlight)
    {
        await Task.Yield(); // _next is set when this continues
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate) (_current, _next) = (_next!, null);

        // Read as late as this, so that every item added until now is part of the entry.
        await journal.RecordAsync(worker, inFlight.Keys, time.GetUtcNow(), CancellationToken.None);
    }
}
