using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using JpegReducer.Cli.Files;
using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Node;

/// <summary>A node's data folder as the command line uses it: it contains the API key of this tool and the address of the node.</summary>
internal sealed class DataFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Selects the given folder, or else that of <c>JPEGREDUCER_DATA</c>, or else the user's default.</summary>
    /// <exception cref="UserException">The path is invalid, or cannot be passed to the node.</exception>
    public DataFolder(string? given)
    {
        string path = given
            ?? CliEnvironment.Find("JPEGREDUCER_DATA")
            ?? System.IO.Path.Combine(Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "jpegreducer");
        Path = RealPath.Full(path);
        if (!PathBytes.IsUtf8(Path))
            throw new UserException(ExitCodes.Usage, $"The path of the data folder must be UTF-8, and {Path} is not.");
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>The file with the API key.</summary>
    public string KeyFile => System.IO.Path.Combine(Path, "cli-key");

    /// <summary>The API key of the folder; <see langword="null"/> if it has none.</summary>
    public string? FindKey()
    {
        try
        {
            return File.Exists(KeyFile) ? File.ReadAllText(KeyFile).Trim() : null;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UserException(ExitCodes.Node, $"The data folder {Path} belongs to another user: {exception.Message}");
        }
    }

    /// <summary>The API key of the folder, created if it has none. Only the owner can read the file.</summary>
    public (string Key, bool IsNew) EnsureKey()
    {
        if (FindKey() is { Length: > 0 } known) return (known, false);

        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
            else Directory.CreateDirectory(Path, OwnerOnly | UnixFileMode.UserExecute);
            string key = $"jr_live_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
            FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using StreamWriter file = new(KeyFile, options);
            file.WriteLine(key);
            return (key, true);
        }
        catch (IOException exception) when (exception.HResult is 28 or 122)
        {
            // ENOSPC or EDQUOT: no setting is wrong, and the same command may succeed later.
            throw new UserException(ExitCodes.Node, $"There is no space left on the disk of the data folder {Path}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCodes.Settings, $"The data folder {Path} cannot be written to: {exception.Message}");
        }
    }

    /// <summary>The address of the node that uses the folder; <see langword="null"/> if there is none.</summary>
    /// <param name="processId">The process of the node; <see langword="null"/> for any.</param>
    public Uri? FindNode(int? processId = null)
    {
        try
        {
            using JsonDocument node = JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(Path, "node.json")));
            bool isExpected = processId is null || node.RootElement.GetProperty("pid").GetInt32() == processId;
            return isExpected ? new Uri(node.RootElement.GetProperty("url").GetString()!) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException
            or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            return null; // no node, or an invalid file
        }
    }
}
