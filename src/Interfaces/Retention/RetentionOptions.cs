using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Interfaces.Retention;

/// <summary>How long files and records are kept. Configuration section <c>Retention</c>; the same in gateways and silos.</summary>
public sealed class RetentionOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Retention";

    /// <summary>How long an image file can be downloaded after it arrived. Longer costs storage. Default: two hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan FileLifetime { get; set; } = TimeSpan.FromHours(2);

    /// <summary>
    /// How long the record of an optimization is kept after its job was opened. Longer costs storage in the ledger. Default: forty days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan RecordLifetime { get; set; } = TimeSpan.FromDays(40);
}
