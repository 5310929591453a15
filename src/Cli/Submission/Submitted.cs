using JpegReducer.Cli.Files;

namespace JpegReducer.Cli.Submission;

/// <summary>A file or URL that the node has accepted.</summary>
/// <param name="File">The file or URL.</param>
/// <param name="Version">The file as it was sent; <see langword="null"/> for a URL.</param>
internal sealed record Submitted(PlannedFile File, FileVersion? Version);
