using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Files;

/// <summary>A file as it was read: its metadata in the file system and a digest of its content.</summary>
/// <param name="Stat">Equal before and after reading.</param>
/// <param name="Sha256">The digest.</param>
internal sealed record FileVersion(FileStat Stat, byte[] Sha256)
{
    /// <summary>Whether size and modification time are still those of this version.</summary>
    public bool HasSizeAndTimeOf(FileStat stat) => stat.Size == Stat.Size && stat.Modified == Stat.Modified;
}
