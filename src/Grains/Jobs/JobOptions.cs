using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Grains.Jobs;

/// <summary>Limits and timeouts of jobs. Configuration section <c>Jobs</c>.</summary>
public sealed class JobOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Jobs";

    /// <summary>The maximum number of items of a job. Default: a million.</summary>
    [Range(1, 100_000_000)]
    public int MaxItems { get; set; } = 1_000_000;

    /// <summary>An open job to which no items were added for this long is sealed. Default: one hour.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00")]
    public TimeSpan SealIdleAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// A lease that was not renewed for this long expires, and its item is leased to another worker. Shorter resumes sooner after a crash,
    /// and repeats more work when a machine is merely slow. Default: five seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan LeaseSilence { get; set; } = TimeSpan.FromSeconds(5);
}
