using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace JpegReducer.Client;

/// <summary>What the gateway allows. Configuration section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway";

    /// <summary>The most bytes of one uploaded file. Uploads are streamed: more costs room, not memory. Default: 256 MiB.</summary>
    [Range(1_024, 1L << 40, ErrorMessage = "Gateway:MaxUploadBytes must be between 1,024 and 2^40.")]
    public long MaxUploadBytes { get; set; } = 256L << 20;

    /// <summary>
    /// How many uploads come in at once; as many more wait for their turn, and others are asked to come again (503). More takes up to 8 MiB of
    /// memory each. Default: 64.
    /// </summary>
    [Range(1, 100_000, ErrorMessage = "Gateway:ConcurrentUploads must be between 1 and 100,000.")]
    public int ConcurrentUploads { get; set; } = 64;

    /// <summary>
    /// How many items of an account may wait: with more it is asked to come again later (429), so that its files do not grow old in a
    /// queue. Default: a million.
    /// </summary>
    [Range(1, long.MaxValue, ErrorMessage = "Gateway:MaxWaitingItems must be at least 1.")]
    public long MaxWaitingItems { get; set; } = 1_000_000;

    /// <summary>The longest time that <c>POST /v1/optimize</c> waits before it answers with the job instead. Default: 100 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Gateway:OptimizeTimeout must be between one second and one hour.")]
    public TimeSpan OptimizeTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How long an API key that was found valid is not looked up again: so long a revoked key may still be used. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00", ErrorMessage = "Gateway:KeyCacheTime must be between a millisecond and one hour.")]
    public TimeSpan KeyCacheTime { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Checks <see cref="GatewayOptions"/> when a gateway starts.</summary>
[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
