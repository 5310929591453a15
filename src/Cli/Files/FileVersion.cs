using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Files;

/// <summary>A file as it was read: what the file system recorded of it, and a digest of its content.</summary>
/// <param name="Stat">Recorded before and after reading, and the same both times.</param>
/// <param name="Sha256">The digest.</param>
internal sealed record FileVersion(FileStat Stat, byte[] Sha256)
{
    /// <summary>Whether size and time of modification are still those of this version.</summary>
    public bool HasSizeAndTimeOf(FileStat stat) => stat.Size == Stat.Size && stat.Modified == Stat.Modified;
}
