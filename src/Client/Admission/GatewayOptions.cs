using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Client.Admission;

/// <summary>Limits of the gateway. Configuration section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway";

    /// <summary>The maximum size of an uploaded file in bytes. Uploads are streamed and use disk, not memory. Default: 256 MiB.</summary>
    [Range(1_024, 1L << 40)]
    public long MaxUploadBytes { get; set; } = 256L << 20;

    /// <summary>Concurrent uploads of all accounts; others are queued. Each uses up to 8 MiB of memory. Default: 64.</summary>
    [Range(1, 100_000)]
    public int ConcurrentUploads { get; set; } = 64;

    /// <summary>
    /// Concurrent uploads of one account. Up to <see cref="ConcurrentUploads"/> more are queued, and further ones are rejected (429).
    /// Default: 16.
    /// </summary>
    [Range(1, 100_000)]
    public int ConcurrentUploadsPerAccount { get; set; } = 16;

    /// <summary>
    /// The minimum rate of a request body in bytes per second, measured over <see cref="BodyRateGracePeriod"/>; slower ones are rejected
    /// (408). Default: 1,024.
    /// </summary>
    [Range(1, 1 << 30)]
    public int MinBodyRate { get; set; } = 1_024;

    /// <summary>How long a body may stay below <see cref="MinBodyRate"/>. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan BodyRateGracePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Maximum number of queued items of an account. With more, submissions are rejected (429), so that files do not expire in the queue.
    /// Default: a million.
    /// </summary>
    [Range(1, long.MaxValue)]
    public long MaxWaitingItems { get; set; } = 1_000_000;

    /// <summary>How long <c>POST /v1/optimize</c> waits before it returns the job instead of the result. Default: 100 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan OptimizeTimeout { get; set; } = TimeSpan.FromSeconds(100);
}
