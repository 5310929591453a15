namespace JpegReducer.Cli.Files;

/// <summary>One file and the place of its result.</summary>
/// <param name="Source">The full path of what is read; its URL where the node fetches it.</param>
/// <param name="Relative">Its path within what was given.</param>
/// <param name="Destination">The full path of the result; the source's own where it is replaced.</param>
/// <param name="IsRemote">Whether the source lies on another server.</param>
internal sealed record PlannedFile(string Source, string Relative, string Destination, bool IsRemote = false)
{
    /// <summary>The path under which the source was found: <see cref="Source"/>, or a link to it.</summary>
    public string Found { get; init; } = Source;

    /// <summary>Whether the result replaces the source.</summary>
    public bool IsInPlace => Source == Destination;
}
