namespace JpegReducer.Cli.Files;

/// <summary>One file and the path of its result.</summary>
/// <param name="Source">The full path of the source, or its URL if the node fetches it.</param>
/// <param name="Relative">Its path relative to the given argument.</param>
/// <param name="Destination">The full path of the result; that of the source if it is replaced.</param>
/// <param name="IsRemote">Whether the source lies on another server.</param>
internal sealed record PlannedFile(string Source, string Relative, string Destination, bool IsRemote = false)
{
    /// <summary>The path under which the source was found: <see cref="Source"/>, or a link to it.</summary>
    public string Found { get; init; } = Source;

    /// <summary>The full path of the WebP beside the result; <see langword="null"/> if none was asked for.</summary>
    public string? WebP { get; init; }

    /// <summary>Whether there is a file at <see cref="WebP"/> that must not be replaced: then no WebP is made.</summary>
    public bool IsWebPTaken { get; init; }

    /// <summary>Whether the result is written only if its path is free.</summary>
    public bool IsOnlyIfFree { get; init; }

    /// <summary>Whether the result replaces the source.</summary>
    public bool IsInPlace => Source == Destination;

    /// <summary>The WebP as a file of its own. Beside a source that is replaced it does not replace another file.</summary>
    public PlannedFile? ForWebP() => WebP is null ? null : new PlannedFile(Source, Relative, WebP, IsRemote) { IsOnlyIfFree = IsInPlace };
}
