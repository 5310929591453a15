using System.Text;
using JpegReducer.Cli.Platform;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Cli.Files;

/// <summary>A file with one URL per line.</summary>
internal static class UrlList
{
    private const string StandardInput = "-";
    private const int MaxBytes = 64 << 20;
    private const int MaxNameBytes = 200; // shorter than the limit of 255, so that a number and a suffix fit

    /// <summary>Reads the list and plans the paths of the results: by the file names in the URLs, with a number if they collide.</summary>
    /// <param name="list">
    /// A file, a pipe, or <c>-</c> for standard input. Empty lines and lines that start with # are ignored.
    /// </param>
    /// <param name="folder">The folder for the results.</param>
    /// <param name="cancellationToken">Cancels waiting for a pipe.</param>
    public static async Task<IReadOnlyList<PlannedFile>> ReadAsync(string? list, string? folder, CancellationToken cancellationToken)
    {
        if (list is null) return [];
        if (folder is null) throw new UserException(ExitCodes.Usage, "--in-place cannot replace files on another server; use --out.");

        // On a separate thread: opening a pipe blocks until a writer opens it and cannot be cancelled.
        string text = await Task.Factory.StartNew(
            () => Read(list), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(cancellationToken);
        List<PlannedFile> places = [];
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            // A bare path is parsed as a URL with the scheme file, which no node fetches.
            if (!Uri.TryCreate(line, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            {
                throw new UserException(ExitCodes.Usage, $"{Path.GetFileName(list)}: {line} is not an http or https URL.");
            }

            string name = Unique(NameOf(url), taken);
            places.Add(new PlannedFile(line, name, RealPath.Of(Path.Combine(folder, name)), IsRemote: true));
        }

        return places;
    }

    private static string Read(string list)
    {
        try
        {
            if (list is StandardInput)
            {
                using Stream input = Console.OpenStandardInput();
                return Read(input, list);
            }

            string path = RealPath.Full(list);
            FileStat stat = FileStat.TryOf(path) ?? throw new UserException(ExitCodes.Usage, $"{list} does not exist.");
            if (stat.Kind is FileKind.Pipe)
            {
                using SafeFileHandle pipe = Libc.Open(PathBytes.Terminated(path), Libc.OpenReadOnly | Libc.OpenCloseOnExec, 0);
                if (pipe.IsInvalid) throw PosixException.Last();
                using FileStream content = new(pipe, FileAccess.Read, bufferSize: 0);
                return Read(content, list);
            }

            using SourceFile file = SourceFile.Open(path);
            return Encoding.UTF8.GetString(file.ReadAll(MaxBytes, CancellationToken.None).Content).TrimStart('\uFEFF');
        }
        catch (Exception exception) when (FileFailure.Of(exception) is { } failure)
        {
            throw new UserException(ExitCodes.Usage, $"{list} cannot be read: {failure.Detail}");
        }
    }

    private static string Read(Stream input, string list)
    {
        using MemoryStream content = new();
        byte[] buffer = new byte[1 << 16];
        for (int length; (length = input.Read(buffer)) > 0;)
        {
            if (content.Length + length > MaxBytes) throw new UserException(ExitCodes.Usage, $"{list} has more than {MaxBytes} bytes.");
            content.Write(buffer.AsSpan(0, length));
        }

        return Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length).TrimStart('\uFEFF');
    }

    /// <summary>The last segment of the URL's path, as a valid file name.</summary>
    private static string NameOf(Uri url)
    {
        string last = Path.GetFileName(Uri.UnescapeDataString(url.AbsolutePath));
        string name = string.Concat(last.EnumerateRunes().Select(rune => Rune.IsControl(rune) || rune.Value is '\\' or '/' ? "_" : rune.ToString()));
        while (Encoding.UTF8.GetByteCount(name) > MaxNameBytes) name = name[(char.IsHighSurrogate(name[0]) ? 2 : 1)..]; // the extension is at the end
        return name.Trim('.', ' ').Length == 0 ? "image" : name;
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        string candidate = name;
        for (int number = 2; !taken.Add(candidate); number++)
            candidate = $"{Path.GetFileNameWithoutExtension(name)}-{number}{Path.GetExtension(name)}";
        return candidate;
    }
}
