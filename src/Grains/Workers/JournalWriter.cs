using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Storage.Records;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers;

/// <summary>
/// Notes what the worker has in hand. One write at a time: the items that are taken during one share the next, so that notes grow
/// rather than queue where images are small and many.
/// </summary>
internal sealed partial class JournalWriter(IWorkJournal journal, TimeProvider time, ILogger<JournalWriter> logger)
{
    private readonly Lock _gate = new();
    private Task _current = Task.CompletedTask;
    private Task? _next;

    /// <summary>Returns when all that was in hand at the time of the call is noted.</summary>
    public Task RecordAsync(WorkerId worker, InFlightItems held)
    {
        lock (_gate) return _next ??= RecordAfterAsync(_current, worker, held);
    }

    /// <summary>Deletes the worker's entry, where it has nothing in hand any more. Where that fails its last items merely look lost.</summary>
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
            LogForgetFailed(exception.Message);
        }
    }

    private async Task RecordAfterAsync(Task former, WorkerId worker, InFlightItems held)
    {
        await Task.Yield(); // _next is set when this goes on
        await former.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate) (_current, _next) = (_next!, null);

        // Read only now: whoever came until here is part of it.
        await journal.RecordAsync(worker, held.Keys, time.GetUtcNow(), CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Warning, "The worker has drained, and the journal could not be told: {Why}")]
    private partial void LogForgetFailed(string why);
}
