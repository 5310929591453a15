using JpegReducer.Grains.Persistence;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Interfaces.Ids;
using Orleans.Concurrency;
using Orleans.Serialization;

namespace JpegReducer.Grains.Accounts.Identity;

/// <inheritdoc cref="IUserGrain"/>
[Reentrant]
internal sealed class UserGrain : Grain, IUserGrain
{
    private readonly GroupCommittedState<UserState> _state;
    private readonly TimeProvider _time;

    public UserGrain(
        [PersistentState(GrainStorageNames.User, GrainStorageNames.Provider)] IPersistentState<UserState> stored,
        DeepCopier<UserState> copier,
        TimeProvider time)
    {
        _state = new GroupCommittedState<UserState>(stored, copier, DeactivateOnIdle);
        _time = time;
    }

    private AccountId Id => new(this.GetPrimaryKey());

    private UserState User => _state.Current;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _state.Load();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<AccountProfile> EnsureAsync(string name)
    {
        if (User.Name is null)
        {
            User.Name = name;
            await _state.CommitAsync();
        }

        return Profile();
    }

    /// <inheritdoc/>
    public Task<AccountProfile?> GetAsync() => Task.FromResult(User.Name is null ? null : Profile());

    /// <inheritdoc/>
    public async Task<bool> AddKeyAsync(ApiKeyHash hash, string lastFour, string label, ApiKeyScopes scopes)
    {
        bool isNew = User.Keys.All(key => key.Hash != hash);
        if (isNew)
        {
            User.Keys.Add(new StoredApiKey(hash, lastFour, label, scopes, _time.GetUtcNow()));
            await _state.CommitAsync();
        }

        // Bound even if the account already had the key: the silo may have died between the two writes.
        StoredApiKey known = User.Keys.Single(key => key.Hash == hash);
        await ApiKey(hash).BindAsync(new ApiKeyIdentity(Id, known.Scopes));
        return isNew;
    }

    /// <inheritdoc/>
    public async Task RevokeKeyAsync(ApiKeyHash hash)
    {
        // The key is revoked first: a crash between the writes leaves a revoked key in the list, not a valid one outside it.
        await ApiKey(hash).RevokeAsync();
        if (User.Keys.RemoveAll(key => key.Hash == hash) > 0) await _state.CommitAsync();
    }

    private IApiKeyGrain ApiKey(ApiKeyHash hash) => GrainFactory.GetGrain<IApiKeyGrain>(GrainKeys.ForApiKey(hash));

    private AccountProfile Profile() => new(
        Id, User.Name!, [.. User.Keys.Select(key => new ApiKeyView(key.LastFour, key.Label, key.Scopes, key.CreatedAt))]);
}
