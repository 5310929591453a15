using System.ComponentModel.DataAnnotations;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Grains.Workers;

/// <summary>How a silo works. Configuration section <c>Worker</c>.</summary>
public sealed class WorkerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Worker";

    /// <summary>How many images are reduced at once, each on a thread of its own. Default: the processors of the machine.</summary>
    [Range(0, 1024)]
    public int Slots { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// How much lower than the rest of the process the reducing threads are ranked (the <c>nice</c> value, 0 to 19), so that
    /// grains and membership answer also when every processor is busy. Default: 10.
    /// </summary>
    [Range(0, 19)]
    public int Nice { get; set; } = 10;

    /// <summary>
    /// Megabytes that images in work may take, by their headers; one that needs more waits until it is alone. More lets more
    /// large images be in work at once. Default: half of what the process may use, at least 256.
    /// </summary>
    [Range(64, 1 << 20)]
    public int MemoryMegabytes { get; set; } = (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 21, 256, 1 << 20);

    /// <summary>
    /// How much time JPEG pictures of lossy modes may take for smaller files of the same visible quality: <c>Normal</c>,
    /// <c>High</c> (some fifteen times as long) or <c>Thorough</c> (some fifty times). Default: Normal.
    /// </summary>
    public Effort Effort { get; set; } = Effort.Normal;

    /// <summary>
    /// How many customers' URLs are fetched at once, for each slot; as many images at most are in hand beside those at the slots, so
    /// that these do not wait for slow servers. More keeps slots busy with slower servers and costs connections. Default: 16.
    /// </summary>
    [Range(1, 256)]
    public int FetchesPerSlot { get; set; } = 16;

    /// <summary>How many customers' URLs are fetched at once, all slots together.</summary>
    internal int Fetches => Slots * FetchesPerSlot;
}
