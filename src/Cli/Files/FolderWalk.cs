using System.Runtime.InteropServices;
using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Files;

/// <summary>Finds the files of a folder and its sub-folders, with the reason for every entry that is not processed.</summary>
/// <param name="root">The folder's full path.</param>
internal sealed class FolderWalk(string root)
{
    private readonly List<string> _files = [];
    private readonly List<Unprocessed> _unprocessed = [];

    /// <summary>The files, ordered by path.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Entries that are not processed, ordered by path.</summary>
    public IReadOnlyList<Unprocessed> Unprocessed => _unprocessed;

    /// <summary>Walks through the folder.</summary>
    public FolderWalk Run(CancellationToken cancellationToken)
    {
        Stack<string> folders = new([root]);
        while (folders.TryPop(out string? folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                foreach (string name in NamesIn(folder)) Sort(Path.Combine(folder, name), name, folders);
            }
            catch (IOException exception)
            {
                _unprocessed.Add(new Unprocessed(folder, IsFailure: true, FileReasons.UnreadableFolder, exception.Message));
            }
        }

        _files.Sort(StringComparer.Ordinal);
        _unprocessed.Sort((one, other) => StringComparer.Ordinal.Compare(one.Path, other.Path));
        return this;
    }

    private static List<string> NamesIn(string folder)
    {
        // struct dirent of 64-bit Linux: inode, offset, length of the record, type, name.
        const int NameOffset = 19;
        nint stream = Libc.OpenFolder(PathBytes.Terminated(folder));
        if (stream == 0) throw PosixException.Last();
        try
        {
            List<string> names = [];
            while (Libc.ReadFolder(stream) is var entry and not 0)
            {
                string name = PathBytes.Decode(Bytes(entry + NameOffset));
                if (name is not ("." or "..")) names.Add(name);
            }

            return Marshal.GetLastPInvokeError() == 0 ? names : throw PosixException.Last();
        }
        finally
        {
            _ = Libc.CloseFolder(stream);
        }
    }

    private static unsafe ReadOnlySpan<byte> Bytes(nint terminated) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)terminated);

    private void Sort(string path, string name, Stack<string> folders)
    {
        if (name[0] == '.')
        {
            _unprocessed.Add(new Unprocessed(path, IsFailure: false, FileReasons.Hidden));
            return;
        }

        try
        {
            if (FileStat.TryOf(path, followLink: false) is not { } entry) return; // deleted since it was listed
            if (entry.Kind is not FileKind.Link) Sort(path, entry, folders);
            else if (FileStat.TryOf(path) is not { } target)
                _unprocessed.Add(
                    new Unprocessed(path, IsFailure: true, FileReasons.DanglingLink, "The target of the link does not exist."));
            else if (target.Kind is FileKind.Folder) _unprocessed.Add(new Unprocessed(path, IsFailure: false, FileReasons.LinkToFolder));
            else Sort(path, target, folders);
        }
        catch (PosixException exception)
        {
            string reason = exception.Error is Errno.LinkLoop ? FileReasons.DanglingLink : FileReasons.FileError;
            _unprocessed.Add(new Unprocessed(path, IsFailure: true, reason, exception.Message));
        }
    }

    private void Sort(string path, FileStat entry, Stack<string> folders)
    {
        if (entry.Kind is FileKind.Folder) folders.Push(path);
        else if (entry.Kind is FileKind.Regular) _files.Add(path);
        else _unprocessed.Add(new Unprocessed(path, IsFailure: true, FileReasons.NotRegular, $"It is {entry.KindInWords}."));
    }
}
