using System.Security.Claims;
using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Hosting.Security;

/// <summary>The authentication scheme of API keys.</summary>
public static class ApiKeyScheme
{
    /// <summary>The name of the scheme.</summary>
    public const string Name = "ApiKey";

    internal const string AccountClaim = "account";

    /// <summary>The account to which the caller's API key belongs.</summary>
    public static AccountId AccountOf(ClaimsPrincipal user) => AccountId.Parse(user.FindFirst(AccountClaim)!.Value, null);
}
