using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Grains.Accounts.Identity;

/// <summary>The stored identity of an account.</summary>
[GenerateSerializer, Alias("jr.user-state")]
internal sealed class UserState
{
    /// <summary><see langword="null"/> if the account does not exist.</summary>
    [Id(0)]
    public string? Name { get; set; }

    [Id(1)]
    public List<StoredApiKey> Keys { get; set; } = [];
}

/// <summary>An API key of an account. The secret is not stored anywhere.</summary>
[GenerateSerializer, Immutable, Alias("jr.stored-api-key")]
internal sealed record StoredApiKey(
    [property: Id(0)] ApiKeyHash Hash,
    [property: Id(1)] string LastFour,
    [property: Id(2)] string Label,
    [property: Id(3)] ApiKeyScopes Scopes,
    [property: Id(4)] DateTimeOffset CreatedAt);
