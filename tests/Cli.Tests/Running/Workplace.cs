using System.Diagnostics;
using System.Text.Json;
using JpegReducer.Support.Files;

namespace JpegReducer.Cli.Tests.Running;

/// <summary>A folder to work in and a data folder, both of a test's own, and the program run in them.</summary>
public sealed class Workplace : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<RunningProgram> _started = [];

    /// <summary>The current folder of what is run.</summary>
    public string Folder => _folder["work"];

    /// <summary>The data folder; made by the program, where it is.</summary>
    public string Data => _folder["data"];

    /// <summary>What is set in the program's environment besides the data folder.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public Workplace() => Directory.CreateDirectory(Folder);

    /// <summary>The full path of something in the folder.</summary>
    public string this[params string[] names] => _folder[["work", .. names]];

    /// <summary>Puts a file into the folder, and returns its full path.</summary>
    public string Put(string name, byte[] content)
    {
        string path = this[name.Split('/')];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>The files under a folder, hidden ones too, as paths relative to it.</summary>
    public string[] FilesIn(string folder) =>
        [.. Directory.EnumerateFiles(this[folder], "*", SearchOption.AllDirectories).Select(
            file => Path.GetRelativePath(this[folder], file)).Order(StringComparer.Ordinal)];

    /// <summary>Runs the program to its end.</summary>
    public Task<EndedProgram> RunAsync(params string[] arguments) => Start(arguments).WaitAsync();

    /// <summary>Starts the program with Ctrl-C enabled as in a terminal: in the background it would inherit that the signal is ignored.</summary>
    public RunningProgram Start(params string[] arguments) => StartOther("env", ["--default-signal=INT", Built.Program, .. arguments]);

    /// <summary>
    /// Starts the program where no file can have more kilobytes than this: to it that is what a full disk is, a write that fails
    /// in the middle.
    /// </summary>
    public RunningProgram StartWithSmallFiles(int kilobytes, params string[] arguments)
    {
        Environment["DOTNET_EnableWriteXorExecute"] = "0"; // for which the runtime needs a large file
        return StartOther("bash", ["-c", $"trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" \"$@\"", Built.Program, .. arguments]);
    }

    /// <summary>Starts another program in its place, such as a shell that runs it.</summary>
    public RunningProgram StartOther(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in (string[])["JPEGREDUCER_API_KEY", "JPEGREDUCER_SERVER"]) start.Environment.Remove(name);
        start.Environment["JPEGREDUCER_DATA"] = Data;
        foreach ((string name, string value) in Environment) start.Environment[name] = value;
        RunningProgram running = new(Process.Start(start)!);
        _started.Add(running);
        return running;
    }

    /// <summary>The process of the node that runs on the data folder.</summary>
    public Process NodeProcess()
    {
        using JsonDocument node = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Data, "node.json")));
        return Process.GetProcessById(node.RootElement.GetProperty("pid").GetInt32());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunningProgram started in _started) await started.DisposeAsync();
        _folder.Dispose();
    }
}
