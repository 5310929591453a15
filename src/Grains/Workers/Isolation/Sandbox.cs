using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Isolation;

/// <summary>
/// Starts the isolated program: within bubblewrap where that can be used, without network, with read-only access to its own files and the
/// system's, and in a process namespace of its own; elsewhere as a plain child process. It never sees secrets of the node's environment.
/// </summary>
internal sealed partial class Sandbox
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The folder of .NET: the runtime is in <c>shared/Microsoft.NETCore.App/{version}</c> below it.</summary>
    private static readonly string DotnetRoot = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private readonly IsolationProgram _program;
    private readonly ILogger _logger;
    private readonly Lazy<bool> _hasBubblewrap;

    /// <summary>Creates a sandbox for a program. Whether bubblewrap can be used is checked when it is first needed.</summary>
    public Sandbox(IsolationProgram program, ILogger<Sandbox> logger)
    {
        _program = program;
        _logger = logger;
        _hasBubblewrap = new Lazy<bool>(Probe);
    }

    /// <summary>Starts the program with redirected input and output.</summary>
    /// <param name="heapBytes">The limit of its managed heap.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public Process Start(long heapBytes)
    {
        ProcessStartInfo start = _hasBubblewrap.Value ? Sandboxed() : Plain();
        start.Environment["DOTNET_GCHeapHardLimit"] = heapBytes.ToString("X", provider: null); // the runtime reads hexadecimal
        return Process.Start(start)!;
    }

    private bool Probe()
    {
        bool isUsable = OperatingSystem.IsLinux() && IsBubblewrapUsable();
        if (isUsable) LogBubblewrap();
        else LogPlain();
        return isUsable;
    }

    /// <summary>Whether the program starts within bubblewrap and exits when its input ends.</summary>
    private bool IsBubblewrapUsable()
    {
        ProcessStartInfo start = Sandboxed();
        start.RedirectStandardError = true; // the reason of a failure is not needed
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            if (process.WaitForExit(ProbeTimeout)) return process.ExitCode == 0;

            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            return false; // bubblewrap is not installed
        }
    }

    private ProcessStartInfo Plain() => Command(_program.FileName, _program.Arguments);

    private ProcessStartInfo Sandboxed() => Command("bwrap",
    [
        "--unshare-all", "--die-with-parent", "--new-session",
        "--ro-bind", "/usr", "/usr", .. Bind("/bin"), .. Bind("/lib"), .. Bind("/lib64"), .. Bind("/etc/ld.so.cache"),
        .. Bind("/sys/fs/cgroup"),
        "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp",
        .. Bind(DotnetRoot), .. Bind(AppContext.BaseDirectory), .. Bind(Path.GetDirectoryName(_program.FileName)!),
        "--chdir", "/", "--", _program.FileName, .. _program.Arguments,
    ]);

    private static string[] Bind(string path) => ["--ro-bind-try", path, path];

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
}
