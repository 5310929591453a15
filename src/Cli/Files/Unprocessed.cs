using JpegReducer.Cli.Output;

namespace JpegReducer.Cli.Files;

/// <summary>An entry that was found and is not processed.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="IsFailure">Whether it counts as a failure or is skipped by a documented rule.</param>
/// <param name="Reason">One of <see cref="FileReasons"/>.</param>
/// <param name="Detail">The reason in a sentence.</param>
internal sealed record Unprocessed(string Path, bool IsFailure, string Reason, string? Detail = null)
{
    /// <summary>Its report.</summary>
    public FileReport ToReport() => new(Path, null, 0, null, IsFailure ? "failed" : "skipped", Reason, Detail);
}
