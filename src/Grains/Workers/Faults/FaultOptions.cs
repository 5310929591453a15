using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Grains.Workers.Faults;

/// <summary>Faults that a node makes on purpose, for tests and drills alone. Configuration section <c>Faults</c>.</summary>
public sealed class FaultOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Faults";

    /// <summary>
    /// An image whose bytes hold this text kills the process that begins to reduce it (SIGKILL), be it a node or the child process
    /// of a quarantine. Default: none.
    /// </summary>
    [MinLength(8, ErrorMessage = "Faults:CrashOn must have at least 8 characters, so that no other image holds them.")]
    public string? CrashOn { get; set; }

    /// <summary>As <see cref="CrashOn"/>, but in nodes only: the quarantine saves the image. Default: none.</summary>
    [MinLength(8, ErrorMessage = "Faults:CrashInWorkerOn must have at least 8 characters, so that no other image holds them.")]
    public string? CrashInWorkerOn { get; set; }

    /// <summary>An image whose bytes hold this text makes the worker that begins to reduce it fail with an exception that nothing foresaw. Default: none.</summary>
    [MinLength(8, ErrorMessage = "Faults:FailOn must have at least 8 characters, so that no other image holds them.")]
    public string? FailOn { get; set; }
}
