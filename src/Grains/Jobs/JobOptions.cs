using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Grains.Jobs;

/// <summary>How jobs are kept. Configuration section <c>Jobs</c>.</summary>
public sealed class JobOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Jobs";

    /// <summary>The most items of one job. Default: a million.</summary>
    [Range(1, 100_000_000)]
    public int MaxItems { get; set; } = 1_000_000;

    /// <summary>A job that is still open for more items ends by itself when none has come for so long. Default: one hour.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00")]
    public TimeSpan SealIdleAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Items that a worker has not named for so long are given to another. Shorter resumes sooner after a loss, and repeats
    /// more when a machine is merely slow. Default: five seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan LeaseSilence { get; set; } = TimeSpan.FromSeconds(5);
}
