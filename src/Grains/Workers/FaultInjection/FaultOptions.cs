using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Grains.Workers.FaultInjection;

/// <summary>Faults that a node injects for tests and drills. Configuration section <c>Faults</c>.</summary>
public sealed class FaultOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Faults";

    /// <summary>
    /// An image whose bytes contain this text kills the process that starts to reduce it (SIGKILL), whether that is a node or the child
    /// process of an isolated reduction. Default: none.
    /// </summary>
    [MinLength(8, ErrorMessage = "Faults:CrashOn must have at least 8 characters, so that no other image contains them.")]
    public string? CrashOn { get; set; }

    /// <summary>As <see cref="CrashOn"/>, but in nodes only: an isolated reduction of the image succeeds. Default: none.</summary>
    [MinLength(8, ErrorMessage = "Faults:CrashInWorkerOn must have at least 8 characters, so that no other image contains them.")]
    public string? CrashInWorkerOn { get; set; }

    /// <summary>
    /// An image whose bytes contain this text makes the worker that starts to reduce it throw an unexpected exception. Default: none.
    /// </summary>
    [MinLength(8, ErrorMessage = "Faults:FailOn must have at least 8 characters, so that no other image contains them.")]
    public string? FailOn { get; set; }
}
