namespace JpegReducer.Cli.Files;

/// <summary>A result on its way to its place: whole or not at all, with the dates of its source.</summary>
internal sealed class ResultFile : IAsyncDisposable
{
    private readonly PlannedFile _file;
    private readonly string _temporary;
    private readonly FileStream _content;

    private ResultFile(PlannedFile file)
    {
        _file = file;
        string folder = Path.GetDirectoryName(file.Destination)!;
        Directory.CreateDirectory(folder);
        _temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.part"); // not the file's name, which may be as long as a name can be
        _content = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
    }

    /// <summary>Begins a result.</summary>
    public static ResultFile Begin(PlannedFile file) => new(file);

    /// <summary>Writes a result that is in memory.</summary>
    public static async Task WriteAsync(PlannedFile file, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await using ResultFile result = Begin(file);
        await result.WriteAsync(bytes, cancellationToken);
        await result.CommitAsync(cancellationToken);
    }

    /// <summary>Puts a copy of the source into its place, so that the folder of results is complete.</summary>
    public static async Task CopySourceAsync(PlannedFile file, CancellationToken cancellationToken)
    {
        if (file.IsInPlace) return;

        await using ResultFile result = Begin(file);
        await using FileStream source = File.OpenRead(file.Source);
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0;) await result.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        await result.CommitAsync(cancellationToken);
    }

    /// <summary>Writes what comes into its place with <see cref="CommitAsync"/>.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _content.WriteAsync(bytes, cancellationToken);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new IOException("The file would be larger than files can be here.", exception); // EFBIG, as .NET reports it
        }
    }

    /// <summary>Puts the result into its place.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _content.FlushAsync(cancellationToken);
        _content.Flush(flushToDisk: true);
        await _content.DisposeAsync();
        if (!_file.IsRemote)
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_temporary, File.GetUnixFileMode(_file.Source));
            File.SetLastWriteTimeUtc(_temporary, File.GetLastWriteTimeUtc(_file.Source));
        }

        File.Move(_temporary, _file.Destination, overwrite: true);
    }

    /// <summary>Leaves nothing behind of what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _content.DisposeAsync();
        }
        finally
        {
            File.Delete(_temporary);
        }
    }
}
