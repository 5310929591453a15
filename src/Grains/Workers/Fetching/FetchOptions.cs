using System.ComponentModel.DataAnnotations;
using System.Net;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>How customers' URLs are fetched. Configuration section <c>Fetch</c>.</summary>
public sealed class FetchOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Fetch";

    /// <summary>
    /// Networks in CIDR notation that may be fetched from although they are not public, such as <c>10.0.0.0/8</c>. Each opens
    /// that network to whoever holds an API key. Default: none.
    /// </summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; set; } = [];

    /// <summary>How many images are fetched from one host at once: its owner's server is not ours to flood. Default: 4.</summary>
    [Range(1, 256)]
    public int PerHost { get; set; } = 4;

    /// <summary>The longest time for one attempt, from the connection to the last byte, redirects included. Default: one minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an attempt waits for the next bytes of a body before it gives up. Default: twenty seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The longest time for all attempts at an image and the pauses between them, without the wait for its turn at its host. A server that
    /// asks for a longer pause (<c>Retry-After</c>) is not asked again. Default: five minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often an image is tried again whose server is busy, or breaks off at any point of its answer. Default: 2.</summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 2;
}
