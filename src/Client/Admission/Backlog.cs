using JpegReducer.Hosting.GrainCalls;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace JpegReducer.Client.Admission;

/// <summary>Says when an account has enough waiting: what more it sent would only grow old in a queue.</summary>
internal sealed class Backlog(IGrainFactory grains, IOptions<GatewayOptions> options) : IDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);

    private readonly MemoryCache _waiting = new(new MemoryCacheOptions());

    /// <summary>Whether <paramref name="account"/> may add items. Asked at most once a second: a limit that is passed by what comes within one is passed by little.</summary>
    public async ValueTask<bool> HasRoomAsync(AccountId account, CancellationToken cancellationToken)
    {
        if (!_waiting.TryGetValue(account, out long waiting))
        {
            waiting = await GrainCalls.RetryAsync(() => grains.GetGrain<IDispatchGrain>(GrainKeys.Dispatch).GetWaitingAsync(account), cancellationToken);
            _waiting.Set(account, waiting, Remembered);
        }

        return waiting < options.Value.MaxWaitingItems;
    }

    /// <inheritdoc/>
    public void Dispose() => _waiting.Dispose();
}
