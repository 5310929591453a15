using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Cli.Platform;

/// <summary>The type of a file.</summary>
internal enum FileKind
{
    Regular,
    Folder,
    Link,
    Pipe,
    Socket,
    Device,
}

/// <summary>The identity of a file, independent of its name: device and inode.</summary>
internal readonly record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode);

/// <summary>A time stamp of a file system.</summary>
internal readonly record struct FileTime(long Seconds, uint Nanoseconds);

/// <summary>The metadata of a file (statx).</summary>
internal readonly record struct FileStat
{
    private const uint BasicFields = 0x7FF;
    private const int TypeMask = 0xF000;
    private const int PermissionMask = 0xFFF;

    private FileStat(in Libc.StatxBuffer buffer)
    {
        Identity = new FileIdentity(buffer.DeviceMajor, buffer.DeviceMinor, buffer.Inode);
        Kind = (buffer.Mode & TypeMask) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Folder,
            0xA000 => FileKind.Link,
            0x1000 => FileKind.Pipe,
            0xC000 => FileKind.Socket,
            _ => FileKind.Device,
        };
        Permissions = (uint)buffer.Mode & PermissionMask;
        (Links, User, Group, Size) = (buffer.Links, buffer.User, buffer.Group, (long)buffer.Size);
        Accessed = new FileTime(buffer.AccessedSeconds, buffer.AccessedNanoseconds);
        Modified = new FileTime(buffer.ModifiedSeconds, buffer.ModifiedNanoseconds);
        Changed = new FileTime(buffer.ChangedSeconds, buffer.ChangedNanoseconds);
    }

    public FileIdentity Identity { get; }

    public FileKind Kind { get; }

    /// <summary>The mode without the file type, including set-uid, set-gid and sticky bits.</summary>
    public uint Permissions { get; }

    /// <summary>Number of hard links.</summary>
    public uint Links { get; }

    public uint User { get; }

    public uint Group { get; }

    public long Size { get; }

    public FileTime Accessed { get; }

    public FileTime Modified { get; }

    /// <summary>Time of the last change of content, mode, owner, attributes or number of links (ctime).</summary>
    public FileTime Changed { get; }

    /// <summary>The type as a noun, for messages.</summary>
    public string KindInWords => Kind switch
    {
        FileKind.Regular => "a regular file",
        FileKind.Folder => "a folder",
        FileKind.Link => "a link",
        FileKind.Pipe => "a named pipe",
        FileKind.Socket => "a socket",
        _ => "a device",
    };

    /// <summary>The metadata of the file at a path, or <see langword="null"/> if it does not exist.</summary>
    /// <exception cref="PosixException">The metadata cannot be read.</exception>
    public static FileStat? TryOf(string path, bool followLink = true)
    {
        int result = Libc.Statx(
            Libc.AtCurrentFolder, PathBytes.Terminated(path), followLink ? 0 : Libc.AtNoFollow, BasicFields, out Libc.StatxBuffer buffer);
        return Found(result, buffer);
    }

    /// <summary>The metadata of an entry of an open folder, a link not followed; <see langword="null"/> if it does not exist.</summary>
    public static FileStat? TryOf(SafeFileHandle folder, ReadOnlySpan<byte> terminatedName) =>
        Found(Libc.Statx(folder, terminatedName, Libc.AtNoFollow, BasicFields, out Libc.StatxBuffer buffer), buffer);

    /// <summary>The metadata of an open file.</summary>
    public static FileStat Of(SafeFileHandle file) =>
        Libc.Statx(file, [0], Libc.AtEmptyPath, BasicFields, out Libc.StatxBuffer buffer) == 0 ? new FileStat(buffer) : throw PosixException.Last();

    private static FileStat? Found(int result, in Libc.StatxBuffer buffer)
    {
        if (result == 0) return new FileStat(buffer);

        PosixException failure = PosixException.Last();
        return failure.Error is Errno.NoEntry or Errno.NotFolder ? null : throw failure;
    }
}
