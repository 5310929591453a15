using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Interfaces.Accounts.Identity;

/// <summary>The identity of one account: its profile and its API keys. Key: <see cref="AccountId.Value"/>.</summary>
[Alias("jr.user")]
public interface IUserGrain : IGrainWithGuidKey
{
    /// <summary>Creates the account if it does not exist. Repeating the call changes nothing.</summary>
    [Alias("ensure"), Idempotent]
    Task<AccountProfile> EnsureAsync(string name);

    /// <summary>The account's profile; <see langword="null"/> if the account does not exist.</summary>
    [Alias("get")]
    Task<AccountProfile?> GetAsync();

    /// <summary>
    /// Adds an API key, of which only the hash is transmitted and stored. A key that the account already has is left unchanged.
    /// </summary>
    /// <returns>Whether the key is new to the account.</returns>
    [Alias("add-key"), Idempotent]
    Task<bool> AddKeyAsync(ApiKeyHash hash, string lastFour, string label, ApiKeyScopes scopes);

    /// <summary>Revokes a key; it no longer resolves when the call returns. Repeating the call changes nothing.</summary>
    [Alias("revoke-key")]
    Task RevokeKeyAsync(ApiKeyHash hash);
}

/// <summary>The public view of an account.</summary>
/// <param name="Id">The account.</param>
/// <param name="Name">A display name.</param>
/// <param name="Keys">Its API keys, without their secrets.</param>
[GenerateSerializer, Immutable, Alias("jr.account-profile")]
public sealed record AccountProfile([property: Id(0)] AccountId Id, [property: Id(1)] string Name, [property: Id(2)] ApiKeyView[] Keys);

/// <summary>The public view of an API key.</summary>
/// <param name="LastFour">The last four characters of the secret, to tell keys apart.</param>
/// <param name="Label">What the key is used for.</param>
/// <param name="Scopes">What the key may do.</param>
/// <param name="CreatedAt">When the key was added.</param>
[GenerateSerializer, Immutable, Alias("jr.api-key-view")]
public sealed record ApiKeyView(
    [property: Id(0)] string LastFour,
    [property: Id(1)] string Label,
    [property: Id(2)] ApiKeyScopes Scopes,
    [property: Id(3)] DateTimeOffset CreatedAt);
