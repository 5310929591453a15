using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Isolation;

/// <summary>
/// How the isolated program is started: where bubblewrap can be used, without network, without any file but the program's own and
/// the system's, and in a process table of its own; elsewhere as a plain child process. No secret of the node's environment gets in.
/// </summary>
internal sealed partial class Sandbox
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(20);

    /// <summary>Where .NET lies: the runtime's folder is <c>shared/Microsoft.NETCore.App/{version}</c> below it.</summary>
    private static readonly string DotnetRoot = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private readonly IsolationProgram _program;
    private readonly ILogger _logger;
    private readonly Lazy<bool> _hasBubblewrap;

    /// <summary>A sandbox for a program; what the machine offers is found out when it is first needed.</summary>
    public Sandbox(IsolationProgram program, ILogger<Sandbox> logger)
    {
        _program = program;
        _logger = logger;
        _hasBubblewrap = new Lazy<bool>(Probe);
    }

    /// <summary>Starts the program, with its input and output to be written and read.</summary>
    /// <param name="heapBytes">The most that its managed heap may have.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public Process Start(long heapBytes)
    {
        ProcessStartInfo start = _hasBubblewrap.Value ? Wrapped() : Plain();
        start.Environment["DOTNET_GCHeapHardLimit"] = heapBytes.ToString("X", provider: null); // the runtime reads hexadecimal
        return Process.Start(start)!;
    }

    private bool Probe()
    {
        bool works = OperatingSystem.IsLinux() && Works();
        if (works) LogBubblewrap();
        else LogPlain();
        return works;
    }

    /// <summary>Whether the program comes up within bubblewrap and ends when it is asked nothing.</summary>
    private bool Works()
    {
        ProcessStartInfo start = Wrapped();
        start.RedirectStandardError = true; // why not is of no interest
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            if (process.WaitForExit(ProbeLimit)) return process.ExitCode == 0;

            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            return false; // there is no bubblewrap
        }
    }

    private ProcessStartInfo Plain() => Command(_program.FileName, _program.Arguments);

    private ProcessStartInfo Wrapped() => Command("bwrap",
    [
        "--unshare-all", "--die-with-parent", "--new-session",
        "--ro-bind", "/usr", "/usr", .. Shown("/bin"), .. Shown("/lib"), .. Shown("/lib64"), .. Shown("/etc/ld.so.cache"), .. Shown("/sys/fs/cgroup"),
        "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp",
        .. Shown(DotnetRoot), .. Shown(AppContext.BaseDirectory), .. Shown(Path.GetDirectoryName(_program.FileName)!),
        "--chdir", "/", "--", _program.FileName, .. _program.Arguments,
    ]);

    private static string[] Shown(string path) => ["--ro-bind-try", path, path];

    private static ProcessStartInfo Command(string fileName, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(fileName, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string name in start.Environment.Keys.Where(name => !IsHarmless(name)).ToArray()) start.Environment.Remove(name);
        start.Environment["DOTNET_ROOT"] = DotnetRoot;
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // no pipes for debuggers
        return start;
    }

    private static bool IsHarmless(string name) =>
        name is "PATH" or "LD_LIBRARY_PATH" or "SystemRoot" || name.StartsWith("DOTNET_", StringComparison.Ordinal);

    [LoggerMessage(LogLevel.Information, "Images in quarantine are reduced in a sandbox of bubblewrap")]
    private partial void LogBubblewrap();

    [LoggerMessage(LogLevel.Information, "Images in quarantine are reduced in a plain child process: bubblewrap is missing here or not permitted")]
    private partial void LogPlain();
}
