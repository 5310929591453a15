using System.Diagnostics;
using Xunit;

namespace JpegReducer.Support.Files;

/// <summary>A file system in memory that is soon full.</summary>
public sealed class SmallDisk : IDisposable
{
    public SmallDisk(string path, int megabytes)
    {
        Path = Directory.CreateDirectory(path).FullName;
        if (!TryRun("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", Path)) throw new IOException($"'{Path}' was not mounted.");
    }

    public string Path { get; }

    public void Dispose() => TryRun("umount", "--lazy", Path);

    public static bool CanMount()
    {
        string probe = Directory.CreateTempSubdirectory("jpegreducer-probe-").FullName;
        bool mounted = TryRun("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", probe);
        if (mounted) TryRun("umount", probe);
        Directory.Delete(probe);
        return mounted;
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that needs a separate file system, and so permission to mount one.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly bool CanMount = SmallDisk.CanMount();

    public SmallDiskFactAttribute()
    {
        if (!CanMount) Skip = "This user may not mount a file system (tmpfs).";
    }
}
