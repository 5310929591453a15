using JpegReducer.Cli.Platform;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Cli.Files;

/// <summary>Gives a result the extended attributes, mode and times of its source.</summary>
internal static class FileAttributesCopy
{
    private const uint PermissionBits = 0x1FF; // neither set-uid nor set-gid, which a picture has no use for

    /// <summary>To a result that takes the place of its source: also the owner and group, as far as this user may set them.</summary>
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

    /// <summary>To a result in another place; extended attributes as far as its file system takes them.</summary>
    public static void ToCopy(SourceFile? source, FileVersion version, SafeFileHandle result)
    {
        if (source is not null) ExtendedAttributes.Copy(source.Handle, result);
        SetModeAndTimes(version.Stat, version.Stat.Accessed, result);
    }

    /// <summary>After the access control list, which sets a part of the mode.</summary>
    private static void SetModeAndTimes(FileStat stat, FileTime accessed, SafeFileHandle result)
    {
        if (Libc.ChangeMode(result, stat.Permissions & PermissionBits) != 0) throw PosixException.Last();
        if (Libc.SetTimes(result, [accessed.Seconds, accessed.Nanoseconds, stat.Modified.Seconds, stat.Modified.Nanoseconds]) != 0) throw PosixException.Last();
    }
}
