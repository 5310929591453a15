using System.ComponentModel.DataAnnotations;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Grains.Workers;

/// <summary>The worker of a silo. Configuration section <c>Worker</c>.</summary>
public sealed class WorkerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Worker";

    /// <summary>How many images are reduced concurrently, each on its own thread. Default: the number of processors.</summary>
    [Range(0, 1024)]
    public int Slots { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// How much the scheduling priority of the reduction threads is lowered (the <c>nice</c> value, 0 to 19), so that grains and
    /// membership stay responsive while every processor is busy. Default: 10.
    /// </summary>
    [Range(0, 19)]
    public int Nice { get; set; } = 10;

    /// <summary>
    /// The memory budget of concurrent reductions in megabytes, estimated from the images' headers; an image that needs more is reduced
    /// alone. A higher value allows more large images concurrently. Default: half of the memory available to the process, at least 256.
    /// </summary>
    [Range(64, 1 << 20)]
    public int MemoryMegabytes { get; set; } = (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 21, 256, 1 << 20);

    /// <summary>
    /// How much time lossy JPEG reductions may spend on smaller files of the same visible quality: <c>Normal</c>, <c>High</c> (about 15
    /// times as long) or <c>Thorough</c> (about 50 times). Default: Normal.
    /// </summary>
    public Effort Effort { get; set; } = Effort.Normal;

    /// <summary>
    /// How many source URLs are fetched concurrently for each slot, which is also the limit of the items prefetched because of slow
    /// sources. A higher value keeps slots busy with slower servers and costs connections. Default: 16.
    /// </summary>
    [Range(1, 256)]
    public int FetchesPerSlot { get; set; } = 16;

    /// <summary>How many source URLs are fetched concurrently.</summary>
    internal int Fetches => Slots * FetchesPerSlot;
}
