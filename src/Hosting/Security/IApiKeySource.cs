using Microsoft.AspNetCore.Http;

namespace JpegReducer.Hosting.Security;

/// <summary>
/// Where the requests of an API carry their key. Endpoint metadata; the default is <see cref="AuthorizationHeader.Bearer"/>.
/// </summary>
public interface IApiKeySource
{
    /// <summary>The values of <c>WWW-Authenticate</c> in a 401 response; none for an API whose key is not in that header's terms.</summary>
    IReadOnlyList<string> Challenges { get; }

    /// <summary>
    /// The key that a request carries; <see langword="null"/> where it carries none. A source that reads the body leaves it readable for
    /// the endpoint.
    /// </summary>
    ValueTask<string?> FindAsync(HttpRequest request);
}
