using System.ComponentModel.DataAnnotations;
using System.Net;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>How source URLs are fetched. Configuration section <c>Fetch</c>.</summary>
public sealed class FetchOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Fetch";

    /// <summary>
    /// Networks in CIDR notation that may be fetched from although they are not public, for example <c>10.0.0.0/8</c>. Each of
    /// them becomes accessible to every holder of an API key. Default: none.
    /// </summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; set; } = [];

    /// <summary>How many images are fetched from one host concurrently, which limits the load on that server. Default: 4.</summary>
    [Range(1, 256)]
    public int PerHost { get; set; } = 4;

    /// <summary>The time limit of one attempt, from the connection to the last byte, redirects included. Default: one minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an attempt waits for the next bytes of a body before it fails. Default: 20 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The time limit of all attempts at an image and the pauses between them, without the wait for <see cref="PerHost"/>. A server that
    /// requests a longer pause (<c>Retry-After</c>) is not retried. Default: five minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How often a fetch is retried whose server is busy, or closes the connection at any point of its response. Default: 2.
    /// </summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 2;
}
