using JpegReducer.Cli.Platform;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Cli.Files;

/// <summary>Copies extended attributes, mode and times of a source to its result.</summary>
internal static class FileAttributesCopy
{
    private const uint PermissionBits = 0x1FF; // without set-uid and set-gid, which are meaningless for a picture

    /// <summary>To a result that replaces its source: also owner and group, if this user may set them.</summary>
    /// <exception cref="FileRefusedException">An extended attribute would be lost.</exception>
    public static void ToReplacement(SourceFile source, SafeFileHandle result)
    {
        FileStat stat = FileStat.Of(source.Handle);
        if (Libc.ChangeOwner(result, stat.User, stat.Group) != 0) _ = Libc.ChangeOwner(result, uint.MaxValue, stat.Group);
        if (ExtendedAttributes.Copy(source.Handle, result) is [var missing, ..])
        {
            throw new FileRefusedException(FileReasons.Attributes, $"The replacement cannot have the extended attribute {missing}.");
        }

        SetModeAndTimes(stat, source.Stat.Accessed, result);
    }

    /// <summary>To a result at another path; extended attributes if its file system supports them.</summary>
    public static void ToCopy(SourceFile? source, FileVersion version, SafeFileHandle result)
    {
        if (source is not null) ExtendedAttributes.Copy(source.Handle, result);
        SetModeAndTimes(version.Stat, version.Stat.Accessed, result);
    }

    /// <summary>After the access control list, which sets a part of the mode.</summary>
    private static void SetModeAndTimes(FileStat stat, FileTime accessed, SafeFileHandle result)
    {
        if (Libc.ChangeMode(result, stat.Permissions & PermissionBits) != 0) throw PosixException.Last();
        if (Libc.SetTimes(result, [accessed.Seconds, accessed.Nanoseconds, stat.Modified.Seconds, stat.Modified.Nanoseconds]) != 0)
            throw PosixException.Last();
    }
}
