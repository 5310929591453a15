using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace JpegReducer.Hosting.Security;

/// <summary>Finds whose an API key is. Remembers for a while, unknown keys too, but only so many: guesses must not fill the memory.</summary>
internal sealed class ApiKeyResolver(IGrainFactory grains, IOptions<SecurityOptions> options) : IDisposable
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(2);

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    /// <summary>Whose key has this hash; <see langword="null"/> where the key is not known.</summary>
    public async ValueTask<ApiKeyIdentity?> ResolveAsync(ApiKeyHash hash)
    {
        if (_known.TryGetValue(hash, out ApiKeyIdentity? identity)) return identity;

        identity = await grains.GetGrain<IApiKeyGrain>(GrainKeys.ForApiKey(hash)).ResolveAsync();
        using ICacheEntry entry = _known.CreateEntry(hash);
        entry.Value = identity;
        entry.Size = 1;
        entry.AbsoluteExpirationRelativeToNow = identity is null ? UnknownFor : options.Value.KeyCacheTime;
        return identity;
    }

    /// <inheritdoc/>
    public void Dispose() => _known.Dispose();
}
