using JpegReducer.Interfaces.Ids;
using Orleans.Concurrency;

namespace JpegReducer.Interfaces.Accounts.Identity;

/// <summary>The account and scopes of one API key. Key: <see cref="GrainKeys.ForApiKey"/>.</summary>
[Alias("jr.api-key")]
public interface IApiKeyGrain : IGrainWithStringKey
{
    /// <summary>The key's account and scopes; <see langword="null"/> if the key is unknown or revoked.</summary>
    [Alias("resolve"), AlwaysInterleave, Idempotent]
    Task<ApiKeyIdentity?> ResolveAsync();

    /// <summary>Binds the key to an account. Called by the account; repeating the call changes nothing.</summary>
    [Alias("bind")]
    Task BindAsync(ApiKeyIdentity identity);

    /// <summary>Revokes the key. Repeating the call changes nothing.</summary>
    [Alias("revoke")]
    Task RevokeAsync();
}

/// <summary>The account that owns an API key, and what the key may do.</summary>
[GenerateSerializer, Immutable, Alias("jr.api-key-identity")]
public sealed record ApiKeyIdentity([property: Id(0)] AccountId Account, [property: Id(1)] ApiKeyScopes Scopes);

/// <summary>What an API key may do.</summary>
[Flags]
public enum ApiKeyScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Submit images, read the account's jobs and usage.</summary>
    Optimize = 1,

    /// <summary>Operate the cluster: the dashboard, all queues.</summary>
    Admin = 2,
}
