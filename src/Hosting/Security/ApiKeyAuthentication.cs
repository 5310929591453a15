using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Interfaces.Ids;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace JpegReducer.Hosting.Security;

/// <summary>
/// Authenticates callers by API key, which the endpoint's <see cref="IApiKeySource"/> finds in the request.
/// </summary>
internal sealed class ApiKeyAuthentication(
    ApiKeyResolver keys, AuthenticationThrottle throttle, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger,
    UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private TimeSpan? _throttledFor;
    private bool _hasKey;

    private IApiKeySource Source => Context.GetEndpoint()?.Metadata.GetMetadata<IApiKeySource>() ?? AuthorizationHeader.Bearer;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (await Source.FindAsync(Request) is not { Length: > 0 } secret) return AuthenticateResult.NoResult();

        _hasKey = true;
        ApiKeyHash key = ApiKeyHash.Of(secret);
        _throttledFor = throttle.Remaining(Context.Connection.RemoteIpAddress, key);
        if (_throttledFor is not null) return AuthenticateResult.Fail("Too many failed authentications.");

        if (await keys.ResolveAsync(key) is not { } identity)
        {
            throttle.Failed(Context.Connection.RemoteIpAddress, key);
            return AuthenticateResult.Fail("The API key is unknown.");
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

        Response.Headers.WWWAuthenticate = new StringValues([.. Source.Challenges]);
        return Reject(
            StatusCodes.Status401Unauthorized, _hasKey ? AuthenticationFailureReason.UnknownKey : AuthenticationFailureReason.NoKey);
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
}
