using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Workers.Failures;

/// <summary>Checks whether storage can be written, as the health check does. Concurrent callers share one check.</summary>
internal sealed class StorageProbe(IBlobStore blobs, IItemLedger ledger, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<bool> _current = Task.FromResult(true);

    /// <summary>Whether both files and records can be written.</summary>
    public Task<bool> IsAvailableAsync()
    {
        lock (_gate) return _current.IsCompleted ? _current = CheckAsync() : _current;
    }

    private async Task<bool> CheckAsync()
    {
        using CancellationTokenSource timeout = new(Timeout, time);
        try
        {
            await Task.WhenAll(blobs.CheckAsync(timeout.Token), ledger.CheckAsync(timeout.Token)).WaitAsync(timeout.Token);
            return true;
        }
        catch (Exception)
        {
            return false; // any error means that storage does not work
        }
    }
}
