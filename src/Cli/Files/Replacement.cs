using JpegReducer.Cli.Platform;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Cli.Files;

/// <summary>
/// Replaces a file by a finished one without losing content that was not read. If the file system can exchange two
/// names atomically (renameat2), they are exchanged and the replaced file is checked: if it is not the expected one, they are
/// exchanged back. Otherwise the destination is checked immediately before the rename.
/// </summary>
/// <param name="folder">The folder of both files.</param>
/// <param name="temporaryName">The name of the finished file, with NUL.</param>
/// <param name="name">The name of the destination, with NUL.</param>
/// <param name="identity">The finished file's identity.</param>
internal sealed class Replacement(SafeFileHandle folder, byte[] temporaryName, byte[] name, FileIdentity identity)
{
    /// <summary>Replaces a regular file or a missing one.</summary>
    /// <exception cref="FileRefusedException">The destination is not a regular file.</exception>
    public void PutOverAnyRegularFile()
    {
        int error = TryRename(Libc.RenameNoReplace);
        if (error == 0) return;
        if (error is not Errno.Exists && !IsUnsupported(error)) throw new PosixException(error);

        RefuseIrregular(FileStat.TryOf(folder, name));
        Exchange(() => RefuseIrregular(FileStat.TryOf(folder, temporaryName)), lookAgain: () => RefuseIrregular(FileStat.TryOf(folder, name)));
    }

    /// <summary>Gives the finished file its name unless another file has it.</summary>
    /// <exception cref="FileRefusedException">Another file has it.</exception>
    public void PutAtFreeName()
    {
        int error = TryRename(Libc.RenameNoReplace);
        if (error == 0) return;
        if (error is Errno.Exists || FileStat.TryOf(folder, name) is not null)
            throw new FileRefusedException(FileFailure.PathIsTaken.Reason, FileFailure.PathIsTaken.Detail);
        if (!IsUnsupported(error)) throw new PosixException(error);
        if (Libc.RenameAt(folder, temporaryName, folder, name) != 0) throw PosixException.Last();
    }

    /// <summary>Replaces a source if it is still the file that was read.</summary>
    /// <param name="file">The source's paths.</param>
    /// <param name="source">The source, open.</param>
    /// <param name="version">The source as it was read.</param>
    /// <param name="copyAttributes">Copies the attributes of the source to the finished file.</param>
    /// <param name="cancellationToken">Cancels reading before the exchange.</param>
    /// <exception cref="FileRefusedException">It is not, or has several hard links. It is not changed.</exception>
    public void PutOver(PlannedFile file, SourceFile source, FileVersion version, Action copyAttributes, CancellationToken cancellationToken)
    {
        FileStat before = FileStat.Of(source.Handle);
        copyAttributes();
        CheckPlace();
        if (!source.Is(version, cancellationToken)) throw FileRefusedException.Changed("The file was edited after it was read.");
        if (FileStat.Of(source.Handle).Changed != before.Changed)
            throw FileRefusedException.Changed("The file's attributes were changed while it was being replaced.");

        Exchange(CheckTaken, lookAgain: CheckPlace);

        // The destination, by its real path and by the path under which it was found, is still the file that was read.
        void CheckPlace()
        {
            FileStat now = FileStat.Of(source.Handle);
            if (now.Links > 1) throw SourceFile.HardLinked(now);
            if (FileStat.TryOf(folder, name) is not { } there) throw FileRefusedException.Changed("The file was moved or deleted after it was read.");
            if (now.Identity != version.Stat.Identity || there.Identity != now.Identity || there.Kind is not FileKind.Regular)
                throw FileRefusedException.Changed("The file that was read has been replaced by another one.");
            if (FileStat.TryOf(file.Found)?.Identity != now.Identity)
                throw FileRefusedException.Changed("The path refers to another file than the one that was read.");
        }

        // Not by inode: an overlay file system may change it during the rename.
        void CheckTaken()
        {
            using SourceFile taken = SourceFile.Open(folder, temporaryName);
            if (taken.Stat.Links > 1 || !taken.Is(version, CancellationToken.None))
                throw FileRefusedException.Changed("The file was edited while it was being replaced.");
        }
    }

    private static bool IsUnsupported(int error) => error is Errno.Invalid or Errno.NotImplemented or Errno.NotSupported;

    private static void RefuseIrregular(FileStat? there)
    {
        if (there is { Kind: not FileKind.Regular })
            throw new FileRefusedException(FileReasons.NotRegular, $"The path of the result is {there.Value.KindInWords}.");
    }

    /// <summary>Exchanges the two names and removes the replaced file; exchanges them back if it is not the expected one.</summary>
    internal void Exchange(Action checkTaken, Action lookAgain)
    {
        int error = TryRename(Libc.RenameExchange);
        if (error is Errno.NoEntry) throw FileRefusedException.Changed("The file was moved or deleted while it was being replaced.");
        if (IsUnsupported(error))
        {
            lookAgain();
            if (Libc.RenameAt(folder, temporaryName, folder, name) != 0) throw PosixException.Last();
            return;
        }

        if (error != 0) throw new PosixException(error);
        try
        {
            checkTaken();
        }
        catch (Exception exception) when (exception is FileRefusedException or IOException)
        {
            ExchangeBack();
            throw;
        }

        if (Libc.UnlinkAt(folder, temporaryName, 0) != 0) throw PosixException.Last();
    }

    /// <summary>Undoes the exchange. If a third file has taken the destination in the meantime, that one stays, being the newest.</summary>
    private void ExchangeBack()
    {
        int error = TryRename(Libc.RenameExchange);
        if (error != 0) throw new PosixException(error);
        if (FileStat.TryOf(folder, temporaryName) is { Identity: var back } && back != identity) _ = TryRename(Libc.RenameExchange);
    }

    private int TryRename(uint flags)
    {
        try
        {
            return Libc.RenameAt2(folder, temporaryName, folder, name, flags) == 0 ? 0 : PosixException.Last().Error;
        }
        catch (EntryPointNotFoundException)
        {
            return Errno.NotImplemented; // a C library without it
        }
    }
}
