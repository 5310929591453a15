using System.Security.Cryptography;
using JpegReducer.Cli.Platform;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Cli.Files;

/// <summary>A regular file, open for reading. Opening never blocks, for any kind of file.</summary>
internal sealed class SourceFile : IDisposable
{
    private const int ChunkSize = 1 << 17;
    private const int ReadFlags = Libc.OpenReadOnly | Libc.OpenNonBlocking | Libc.OpenNoTerminal | Libc.OpenCloseOnExec;

    private SourceFile(SafeFileHandle handle, FileStat stat) => (Handle, Stat) = (handle, stat);

    /// <summary>The open file.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>The file's metadata when it was opened.</summary>
    public FileStat Stat { get; }

    /// <summary>Opens a regular file; links are followed.</summary>
    /// <exception cref="FileRefusedException">The path does not refer to a regular file.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static SourceFile Open(string path)
    {
        // Checked before it is opened: opening a pipe can block, and opening a device can have side effects.
        FileStat before = FileStat.TryOf(path) ?? throw new PosixException(Errno.NoEntry);
        RefuseIrregular(before);
        if (VirtualFileSystem.Contains(path)) throw Virtual();

        return Open(Libc.Open(PathBytes.Terminated(path), ReadFlags, 0));
    }

    /// <summary>Opens the source of a planned file. One that will be replaced must have a single hard link.</summary>
    /// <exception cref="FileRefusedException">The path does not refer to a regular file, or the file has several hard links.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static SourceFile OpenFor(PlannedFile file)
    {
        SourceFile source = Open(file.Source);
        if (!file.IsInPlace || source.Stat.Links <= 1) return source;

        source.Dispose();
        throw HardLinked(source.Stat);
    }

    /// <summary>Opens a source again after it was read.</summary>
    /// <returns>The source; <see langword="null"/> if it no longer exists and the result does not replace it.</returns>
    /// <exception cref="FileRefusedException">The result would replace it, and the path refers to another file or none.</exception>
    public static SourceFile? TryReopen(PlannedFile file, FileVersion version)
    {
        SourceFile? source = null;
        try
        {
            source = OpenFor(file);
            if (source.Stat.Identity == version.Stat.Identity) return source;
        }
        catch (FileRefusedException refused) when (refused.Reason is not FileReasons.NotRegular)
        {
            throw;
        }
        catch (Exception exception) when (FileFailure.Of(exception) is not null)
        {
            // moved, deleted, or replaced by something that is not a regular file
        }

        source?.Dispose();
        return file.IsInPlace ? throw FileRefusedException.Changed("The file that was read was moved, deleted or replaced.") : null;
    }

    /// <summary>The exception for a file with several hard links.</summary>
    public static FileRefusedException HardLinked(FileStat stat) =>
        new(FileReasons.HardLinked, $"The file has {stat.Links} names (hard links); replacing it would separate this name from the others.");

    /// <summary>Opens an entry of a folder; a link is not followed.</summary>
    /// <exception cref="FileRefusedException">It is not a regular file.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static SourceFile Open(SafeFileHandle folder, byte[] terminatedName)
    {
        RefuseIrregular(FileStat.TryOf(folder, terminatedName) ?? throw new PosixException(Errno.NoEntry));
        return Open(Libc.OpenAt(folder, terminatedName, ReadFlags, 0));
    }

    /// <summary>Reads the whole file.</summary>
    /// <param name="maxBytes">A larger file is rejected before it is read.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The content and its version.</returns>
    /// <exception cref="FileRefusedException">The file is too large, or is being written to.</exception>
    public (byte[] Content, FileVersion Version) ReadAll(long maxBytes, CancellationToken cancellationToken)
    {
        if (Stat.Size > maxBytes)
            throw new FileRefusedException(FileReasons.TooManyBytes, $"{Stat.Size} bytes are more than the limit of {maxBytes}.");

        byte[] content = new byte[Stat.Size];
        for (int read = 0; read < content.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int length = RandomAccess.Read(Handle, content.AsSpan(read, Math.Min(ChunkSize, content.Length - read)), read);
            if (length == 0) throw WrittenWhileRead();
            read += length;
        }

        CheckUnchanged();
        return (content, new FileVersion(Stat, SHA256.HashData(content)));
    }

    /// <summary>Reads the whole file in chunks.</summary>
    /// <param name="use">Called with each chunk.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The version that was read.</returns>
    /// <exception cref="FileRefusedException">The file is being written to.</exception>
    public async Task<FileVersion> ReadAsync(Func<ReadOnlyMemory<byte>, ValueTask> use, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[ChunkSize];
        for (long position = 0; position < Stat.Size;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int length = RandomAccess.Read(Handle, buffer.AsSpan(0, (int)Math.Min(ChunkSize, Stat.Size - position)), position);
            if (length == 0) throw WrittenWhileRead();
            hash.AppendData(buffer, 0, length);
            await use(buffer.AsMemory(0, length));
            position += length;
        }

        CheckUnchanged();
        return new FileVersion(Stat, hash.GetHashAndReset());
    }

    /// <summary>Whether the file has size, modification time and content of a version.</summary>
    public bool Is(FileVersion version, CancellationToken cancellationToken)
    {
        if (!version.HasSizeAndTimeOf(FileStat.Of(Handle))) return false;

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[ChunkSize];
        long position = 0;
        for (int length; (length = RandomAccess.Read(Handle, buffer, position)) > 0; position += length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, length);
        }

        return hash.GetHashAndReset().AsSpan().SequenceEqual(version.Sha256) && version.HasSizeAndTimeOf(FileStat.Of(Handle));
    }

    public void Dispose() => Handle.Dispose();

    private static SourceFile Open(SafeFileHandle handle)
    {
        if (handle.IsInvalid) throw PosixException.Last();
        try
        {
            FileStat stat = FileStat.Of(handle);
            RefuseIrregular(stat); // the checked file may have been replaced
            if (VirtualFileSystem.Contains(handle)) throw Virtual();
            return new SourceFile(handle, stat);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void RefuseIrregular(FileStat stat)
    {
        if (stat.Kind is not FileKind.Regular) throw new FileRefusedException(FileReasons.NotRegular, $"It is {stat.KindInWords}.");
    }

    private static FileRefusedException Virtual() => new(FileReasons.NotRegular, "It is not a stored file but generated by the kernel.");

    private static FileRefusedException WrittenWhileRead() => FileRefusedException.Changed("The file was written to while it was read.");

    private void CheckUnchanged()
    {
        FileStat now = FileStat.Of(Handle);
        if (now.Size != Stat.Size || now.Modified != Stat.Modified) throw WrittenWhileRead();
    }
}
