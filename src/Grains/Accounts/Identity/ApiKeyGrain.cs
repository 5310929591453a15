using JpegReducer.Grains.Persistence;
using JpegReducer.Interfaces.Accounts.Identity;

namespace JpegReducer.Grains.Accounts.Identity;

/// <inheritdoc cref="IApiKeyGrain"/>
internal sealed class ApiKeyGrain(
    [PersistentState(GrainStorageNames.ApiKey, GrainStorageNames.Provider)] IPersistentState<ApiKeyState> key) : Grain, IApiKeyGrain
{
    /// <inheritdoc/>
    public Task<ApiKeyIdentity?> ResolveAsync()
    {
        // The activation of an unknown key is not kept: guesses must not fill the memory.
        if (key.State.Identity is null) DeactivateOnIdle();
        return Task.FromResult(key.State.Identity);
    }

    /// <inheritdoc/>
    public async Task BindAsync(ApiKeyIdentity identity)
    {
        if (key.State.Identity == identity) return;

        key.State.Identity = identity;
        await WriteAsync(key.WriteStateAsync);
    }

    /// <inheritdoc/>
    public async Task RevokeAsync()
    {
        if (!key.RecordExists) return;

        await WriteAsync(key.ClearStateAsync);
        DeactivateOnIdle();
    }

    private async Task WriteAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch
        {
            DeactivateOnIdle(); // memory is ahead of storage
            throw;
        }
    }
}

/// <summary>The stored part of an API key.</summary>
[GenerateSerializer, Alias("jr.api-key-state")]
internal sealed class ApiKeyState
{
    [Id(0)]
    public ApiKeyIdentity? Identity { get; set; }
}
