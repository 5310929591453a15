using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Client;

/// <summary>What the gateway allows. Configuration section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway";

    /// <summary>The most bytes of one uploaded file. Uploads are streamed: more costs room, not memory. Default: 256 MiB.</summary>
    [Range(1_024, 1L << 40)]
    public long MaxUploadBytes { get; set; } = 256L << 20;

    /// <summary>How many uploads are received at once, of all accounts; others wait. Each takes up to 8 MiB of memory. Default: 64.</summary>
    [Range(1, 100_000)]
    public int ConcurrentUploads { get; set; } = 64;

    /// <summary>
    /// How many uploads of one account are received at once. As many more as <see cref="ConcurrentUploads"/> wait, and further ones are refused
    /// (429). Default: 16.
    /// </summary>
    [Range(1, 100_000)]
    public int ConcurrentUploadsPerAccount { get; set; } = 16;

    /// <summary>The bytes per second at which a request body has to arrive, measured over <see cref="BodyRateGracePeriod"/>; slower ones end with 408. Default: 1,024.</summary>
    [Range(1, 1 << 30)]
    public int MinBodyRate { get; set; } = 1_024;

    /// <summary>How long a body may stay below <see cref="MinBodyRate"/>. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan BodyRateGracePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many items of an account may wait: with more it is asked to come again later (429), so that its files do not grow old in a
    /// queue. Default: a million.
    /// </summary>
    [Range(1, long.MaxValue)]
    public long MaxWaitingItems { get; set; } = 1_000_000;

    /// <summary>The longest time that <c>POST /v1/optimize</c> waits before it answers with the job instead. Default: 100 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan OptimizeTimeout { get; set; } = TimeSpan.FromSeconds(100);
}
