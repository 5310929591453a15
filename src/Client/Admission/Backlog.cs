using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace JpegReducer.Client.Admission;

/// <summary>Limits how many items of an account may be queued: files of more items would expire before they are processed.</summary>
internal sealed class Backlog(IGrainFactory grains, IOptions<GatewayOptions> options) : IDisposable
{
    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(1);

    private readonly MemoryCache _queued = new(new MemoryCacheOptions());

    /// <summary>
    /// Whether <paramref name="account"/> must not add items now. The count is read at most once a second, so that the limit may be
    /// exceeded by what arrives within one.
    /// </summary>
    public async ValueTask<bool> IsFullAsync(AccountId account, CancellationToken cancellationToken)
    {
        if (!_queued.TryGetValue(account, out long queued))
        {
            queued = await grains.GetGrain<IDispatchGrain>(GrainKeys.Dispatch).GetWaitingAsync(account).WaitAsync(cancellationToken);
            _queued.Set(account, queued, CacheTime);
        }

        return queued >= options.Value.MaxWaitingItems;
    }

    /// <inheritdoc/>
    public void Dispose() => _queued.Dispose();
}
