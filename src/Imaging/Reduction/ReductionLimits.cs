using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Imaging.Reduction;

/// <summary>The limits of one reduction. All but the duration are checked from the header, before any pixel is decoded.</summary>
public sealed record ReductionLimits
{
    /// <summary>The largest source in bytes. Costs that much memory per slot. Default: 128 MiB.</summary>
    [Range(1_024, 2_000_000_000)]
    public long MaxSourceBytes { get; init; } = 128L << 20;

    /// <summary>The maximum number of pixels, all frames together. Default: 120 million (a frame of them takes about 360 MB).</summary>
    [Range(1, 2_000_000_000)]
    public long MaxPixels { get; init; } = 120_000_000;

    /// <summary>The longest side in pixels. Default: 65,535, the maximum of JPEG (T.81, B.2.2).</summary>
    [Range(1, 1_000_000)]
    public int MaxSide { get; init; } = 65_535;

    /// <summary>The maximum number of frames of an animation. Default: 2,000.</summary>
    [Range(1, 100_000)]
    public int MaxFrames { get; init; } = 2_000;

    /// <summary>The maximum number of scans of a progressive JPEG: each is a pass over the picture. Default: 200.</summary>
    [Range(1, 10_000)]
    public int MaxScans { get; init; } = 200;

    /// <summary>The longest time one image may take. Default: two minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(2);
}
