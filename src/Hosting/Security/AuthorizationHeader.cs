using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace JpegReducer.Hosting.Security;

/// <summary>
/// The key in <c>Authorization</c>: as <c>Bearer KEY</c> (RFC 6750), where allowed also as the password of HTTP Basic (RFC 7617).
/// </summary>
public sealed class AuthorizationHeader : IApiKeySource
{
    private readonly bool _acceptsBasic;

    private AuthorizationHeader(bool acceptsBasic, params string[] challenges) => (_acceptsBasic, Challenges) = (acceptsBasic, challenges);

    /// <summary>
    /// Bearer tokens only. A browser never adds one by itself, so that no page of another site can send requests with a user's key.
    /// </summary>
    public static AuthorizationHeader Bearer { get; } = new(acceptsBasic: false, "Bearer");

    /// <summary>
    /// Also HTTP Basic with any user name, so that a browser asks its user for the key. For pages whose requests change nothing.
    /// </summary>
    public static AuthorizationHeader BearerOrBasic { get; } =
        new(acceptsBasic: true, "Bearer", "Basic realm=\"JpegReducer\", charset=\"UTF-8\"");

    /// <inheritdoc/>
    public IReadOnlyList<string> Challenges { get; }

    /// <inheritdoc/>
    public ValueTask<string?> FindAsync(HttpRequest request) => ValueTask.FromResult(
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out AuthenticationHeaderValue? header) ? Find(header) : null);

    private string? Find(AuthenticationHeaderValue header)
    {
        if (string.Equals(header.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase)) return header.Parameter?.Trim();
        if (!_acceptsBasic || !string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)) return null;

        Span<byte> pair = new byte[header.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", pair, out int length)) return null;

        string text = Encoding.UTF8.GetString(pair[..length]);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }
}
