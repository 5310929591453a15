using System.ComponentModel.DataAnnotations;
using System.Net;

namespace JpegReducer.Hosting.Security;

/// <summary>Whom a node trusts, over HTTP. Configuration section <c>Security</c>.</summary>
public sealed class SecurityOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Security";

    /// <summary>
    /// How many requests with unknown API keys an address may send in a minute, before further keys from there are rejected without a
    /// lookup (429). Default: 30.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxFailedAuthentications { get; set; } = 30;

    /// <summary>How long a valid API key is cached: a revoked key may be used for up to this long. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan KeyCacheTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Addresses, or networks in CIDR notation, of the reverse proxies whose <c>X-Forwarded-For</c> names the client. The header is ignored
    /// from any other sender. Default: none.
    /// </summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; set; } = [];
}
