using System.Text;
using JpegReducer.Cli.Platform;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Cli.Files;

/// <summary>A file with a URL on each line.</summary>
internal static class UrlList
{
    private const string StandardInput = "-";
    private const int MaxBytes = 64 << 20;
    private const int MaxNameBytes = 200; // leaves room for a number, and for what may be put after it

    /// <summary>Reads the list and plans where the results go: by the names in the URLs, told apart by a number where they are alike.</summary>
    /// <param name="list">
    /// A file, a pipe, or <c>-</c> for the standard input. Empty lines and lines that begin with # are passed over.
    /// </param>
    /// <param name="folder">The folder for the results.</param>
    /// <param name="cancellationToken">Ends the wait for a pipe.</param>
    public static async Task<IReadOnlyList<PlannedFile>> ReadAsync(string? list, string? folder, CancellationToken cancellationToken)
    {
        if (list is null) return [];
        if (folder is null) throw new UserException(ExitCodes.Usage, "--in-place cannot replace what lies on another server; say --out.");

        // On a thread of its own: opening a pipe blocks until a writer opens it, and nothing ends that but the end of the program.
        string text = await Task.Factory.StartNew(() => Read(list), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(cancellationToken);
        List<PlannedFile> places = [];
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            // A bare path is a URL too, of the scheme file: no node fetches that.
            if (!Uri.TryCreate(line, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            {
                throw new UserException(ExitCodes.Usage, $"{Path.GetFileName(list)}: {line} is not a URL of http or https.");
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

    /// <summary>The last part of the URL's path, as far as it can name a file.</summary>
    private static string NameOf(Uri url)
    {
        string last = Path.GetFileName(Uri.UnescapeDataString(url.AbsolutePath));
        string name = string.Concat(last.EnumerateRunes().Select(rune => Rune.IsControl(rune) || rune.Value is '\\' or '/' ? "_" : rune.ToString()));
        while (Encoding.UTF8.GetByteCount(name) > MaxNameBytes) name = name[(char.IsHighSurrogate(name[0]) ? 2 : 1)..]; // the end has the extension
        return name.Trim('.', ' ').Length == 0 ? "image" : name;
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        string candidate = name;
        for (int number = 2; !taken.Add(candidate); number++) candidate = $"{Path.GetFileNameWithoutExtension(name)}-{number}{Path.GetExtension(name)}";
        return candidate;
    }
}
