using JpegReducer.Interfaces.Ids;
using Orleans.Concurrency;

namespace JpegReducer.Interfaces.Accounts;

/// <summary>Knows whose an API key is. Key: <see cref="GrainKeys.ForApiKey"/>.</summary>
[Alias("jr.api-key")]
public interface IApiKeyGrain : IGrainWithStringKey
{
    /// <summary>Whose key this is; <see langword="null"/> where it is unknown or taken away.</summary>
    [Alias("resolve"), AlwaysInterleave]
    Task<ApiKeyIdentity?> ResolveAsync();

    /// <summary>Binds the key to an account. Called by the account; a second call changes nothing.</summary>
    [Alias("bind")]
    Task BindAsync(ApiKeyIdentity identity);

    /// <summary>Ends the key. A second call changes nothing.</summary>
    [Alias("revoke")]
    Task RevokeAsync();
}

/// <summary>Who holds a key, and what it may do.</summary>
[GenerateSerializer, Immutable, Alias("jr.api-key-identity")]
public sealed record ApiKeyIdentity([property: Id(0)] AccountId Account, [property: Id(1)] ApiKeyScopes Scopes);
