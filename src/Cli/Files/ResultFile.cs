using JpegReducer.Cli.Platform;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Cli.Files;

/// <summary>
/// A result that is written completely or not at all: under a hidden name in the same folder, with mode,
/// times and extended attributes of its source, and then renamed.
/// </summary>
internal sealed class ResultFile : IDisposable
{
    private const uint PrivateMode = 0x180; // 0600, until the mode of its source is set
    private const uint SharedMode = 0x1B6; // 0666, less the umask
    private readonly PlannedFile _file;
    private readonly SafeFileHandle _folder;
    private readonly byte[] _temporaryName;
    private readonly SafeFileHandle _content;
    private readonly FileIdentity _identity;
    private readonly IDisposable _cleanUp;
    private readonly Lock _gate = new();
    private long _length;

    private ResultFile(PlannedFile file)
    {
        _file = file;
        string folder = Path.GetDirectoryName(file.Destination)!;
        if (!file.IsInPlace) Folders.Create(folder);
        _folder = Folders.Open(folder);

        // Not derived from the file's name, which may already have the maximum length.
        _temporaryName = PathBytes.Terminated($".{Guid.NewGuid():N}.part");
        const int Flags = Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenExclusive | Libc.OpenCloseOnExec;
        _content = Libc.OpenAt(_folder, _temporaryName, Flags, file.IsRemote ? SharedMode : PrivateMode);
        if (_content.IsInvalid)
        {
            PosixException failure = PosixException.Last();
            _folder.Dispose();
            throw failure;
        }

        _identity = FileStat.Of(_content).Identity;
        _cleanUp = ExitActions.Add(RemoveTemporary);
    }

    /// <summary>Creates the temporary file of a result.</summary>
    public static ResultFile Begin(PlannedFile file) => new(file);

    /// <summary>Writes a result that is in memory.</summary>
    /// <inheritdoc cref="Commit"/>
    public static void Write(PlannedFile file, ReadOnlySpan<byte> bytes, SourceFile source, FileVersion version, CancellationToken cancellationToken)
    {
        using ResultFile result = Begin(file);
        result.Write(bytes);
        result.Commit(source, version, cancellationToken);
    }

    /// <summary>Writes a copy of the source as the result, so that the folder of results is complete.</summary>
    /// <param name="file">The file.</param>
    /// <param name="source">The source.</param>
    /// <param name="version">As it was read.</param>
    /// <param name="cancellationToken">Cancels copying.</param>
    /// <exception cref="FileRefusedException">The source has changed since it was read.</exception>
    public static async Task CopySourceAsync(PlannedFile file, SourceFile source, FileVersion version, CancellationToken cancellationToken)
    {
        if (file.IsInPlace) return;

        using ResultFile result = Begin(file);
        FileVersion copied = await source.ReadAsync(bytes =>
        {
            result.Write(bytes.Span);
            return ValueTask.CompletedTask;
        }, cancellationToken);
        if (!copied.Sha256.AsSpan().SequenceEqual(version.Sha256)) throw FileRefusedException.Changed("The file was edited before it was copied.");
        result.Commit(source, version, cancellationToken);
    }

    /// <summary>Writes content that becomes visible with <see cref="Commit"/>.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_content, bytes, _length);
            _length += bytes.Length;
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new IOException("The file would exceed the maximum file size.", exception); // EFBIG, as .NET reports it
        }
    }

    /// <summary>Renames the result to its destination.</summary>
    /// <param name="source">The source, open; <see langword="null"/> if it is not replaced and no longer exists.</param>
    /// <param name="version">The source as it was read; <see langword="null"/> if the source is on another server.</param>
    /// <param name="cancellationToken">Checked until the file is renamed.</param>
    /// <exception cref="FileRefusedException">
    /// The source, which would be replaced, has changed since it was read, or the destination is not a regular file, or not free.
    /// </exception>
    public void Commit(SourceFile? source, FileVersion? version, CancellationToken cancellationToken)
    {
        if (_file.IsInPlace && (source is null || version is null))
            throw new InvalidOperationException("A file is replaced only if its version is known.");

        RandomAccess.FlushToDisk(_content);
        lock (_gate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Replacement replacement = new(_folder, _temporaryName, PathBytes.Terminated(Path.GetFileName(_file.Destination)), _identity);
            if (_file.IsInPlace)
            {
                replacement.PutOver(_file, source!, version!, () => FileAttributesCopy.ToReplacement(source!, _content), cancellationToken);
                return;
            }

            if (version is not null) FileAttributesCopy.ToCopy(source, version, _content);
            if (_file.IsOnlyIfFree) replacement.PutAtFreeName();
            else replacement.PutOverAnyRegularFile();
        }
    }

    /// <summary>Removes what was not committed.</summary>
    public void Dispose()
    {
        _cleanUp.Dispose();
        RemoveTemporary();
        _content.Dispose();
        _folder.Dispose();
    }

    /// <summary>Removes the temporary file, unless another file has its name after an exchange that could not be undone.</summary>
    private void RemoveTemporary()
    {
        lock (_gate)
        {
            if (_folder.IsClosed) return;
            if (FileStat.TryOf(_folder, _temporaryName) is { Identity: var identity } && identity == _identity)
                _ = Libc.UnlinkAt(_folder, _temporaryName, 0);
        }
    }
}
