using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Interfaces.Ids;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JpegReducer.Hosting.Security;

/// <summary>
/// Signs callers in by API key: <c>Authorization: Bearer KEY</c> (RFC 6750), or HTTP Basic (RFC 7617) with the key as the
/// password and any user name, so that a browser can ask its user for it.
/// </summary>
internal sealed class ApiKeyAuthentication(
    ApiKeyResolver keys, AuthenticationThrottle throttle, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private TimeSpan? _throttledFor;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out AuthenticationHeaderValue? header)) return AuthenticateResult.NoResult();
        if (Secret(header) is not { Length: > 0 } secret) return AuthenticateResult.NoResult();

        ApiKeyHash key = ApiKeyHash.Of(secret);
        _throttledFor = throttle.Remaining(Context.Connection.RemoteIpAddress, key);
        if (_throttledFor is not null) return AuthenticateResult.Fail("Too many failed authentications.");

        if (await keys.ResolveAsync(key) is not { } identity)
        {
            throttle.Failed(Context.Connection.RemoteIpAddress, key);
            return AuthenticateResult.Fail("The API key is not known.");
        }

        throttle.Succeeded(Context.Connection.RemoteIpAddress, key);
        ClaimsIdentity claims = new(Scheme.Name);
        claims.AddClaim(new Claim(ApiKeyScheme.AccountClaim, identity.Account.ToString()));
        if (identity.Scopes.HasFlag(ApiKeyScopes.Optimize)) claims.AddClaim(new Claim(claims.RoleClaimType, ScopePolicies.Optimize));
        if (identity.Scopes.HasFlag(ApiKeyScopes.Admin)) claims.AddClaim(new Claim(claims.RoleClaimType, ScopePolicies.Admin));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(claims), Scheme.Name));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_throttledFor is { } left)
        {
            Response.Headers.RetryAfter = Math.Ceiling(left.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Reject(StatusCodes.Status429TooManyRequests, AuthenticationFailureReason.Throttled);
        }

        Response.Headers.WWWAuthenticate = new[] { "Bearer", "Basic realm=\"JpegReducer\", charset=\"UTF-8\"" };
        bool hasKey = Request.Headers.Authorization.Count > 0;
        return Reject(StatusCodes.Status401Unauthorized, hasKey ? AuthenticationFailureReason.UnknownKey : AuthenticationFailureReason.NoKey);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Reject(StatusCodes.Status403Forbidden, AuthenticationFailureReason.MissingScope);

    private Task Reject(int status, AuthenticationFailureReason reason)
    {
        Response.StatusCode = status;
        Context.Features.Set(new AuthenticationFailure(reason));
        return Task.CompletedTask;
    }

    private static string? Secret(AuthenticationHeaderValue header)
    {
        if (string.Equals(header.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase)) return header.Parameter?.Trim();
        if (!string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)) return null;

        Span<byte> pair = new byte[header.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", pair, out int length)) return null;

        string text = Encoding.UTF8.GetString(pair[..length]);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }
}
