using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Workers.Failures;

/// <summary>Asks whether storage can be written now, as the health check does. Callers that come while a check runs share it.</summary>
internal sealed class StorageProbe(IBlobStore blobs, IItemLedger ledger, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<bool> _running = Task.FromResult(true);

    /// <summary>Whether both files and records can be written.</summary>
    public Task<bool> IsAvailableAsync()
    {
        lock (_gate) return _running.IsCompleted ? _running = CheckAsync() : _running;
    }

    private async Task<bool> CheckAsync()
    {
        using CancellationTokenSource limit = new(Limit, time);
        try
        {
            await Task.WhenAll(blobs.CheckAsync(limit.Token), ledger.CheckAsync(limit.Token)).WaitAsync(limit.Token);
            return true;
        }
        catch (Exception)
        {
            return false; // whatever it is, storage does not do what it should
        }
    }
}
