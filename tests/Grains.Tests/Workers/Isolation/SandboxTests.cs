using System.Diagnostics;
using JpegReducer.Grains.Workers.Isolation;
using Microsoft.Extensions.Logging.Abstractions;

namespace JpegReducer.Grains.Tests.Workers.Isolation;

[Trait("Category", "Process")]
public sealed class SandboxTests
{
    private const string Secret = "JPEGREDUCER_TEST_SECRET";

    [Fact]
    public void Secrets_of_the_nodes_environment_are_not_passed_on()
    {
        Environment.SetEnvironmentVariable(Secret, "secret");

        string environment = Run("env");

        Assert.DoesNotContain(Secret, environment, StringComparison.Ordinal);
        Assert.Contains("DOTNET_GCHeapHardLimit=4000000", environment, StringComparison.Ordinal);
    }

    [BubblewrapFact]
    public void Within_bubblewrap_foreign_files_the_network_and_other_processes_are_invisible()
    {
        string seen =
            Run("ls -d /home /var /root /etc/passwd 2>/dev/null; ls /sys/class/net /proc/sys/net/ipv4/conf 2>/dev/null | grep eth; ls -d "
                + "/proc/[0-9]* | wc -l");

        Assert.InRange(int.Parse(seen, provider: null), 1, 6);
    }

    [BubblewrapFact]
    public void Within_bubblewrap_only_temporary_files_can_be_written()
    {
        string name = $"sandbox-{Guid.NewGuid():N}";

        string written = Run($"touch /usr/{name} {AppContext.BaseDirectory}/{name} 2>/dev/null && echo outside; touch /tmp/{name} && echo scratch");

        Assert.Equal("scratch", written.Trim());
        Assert.False(File.Exists($"/tmp/{name}"));
    }

    /// <summary>The output of shell commands. Like the real program, the script exits when its input ends.</summary>
    private static string Run(string commands)
    {
        Sandbox sandbox = new(new IsolationProgram("/bin/sh", ["-c", $"read line || exit 0; {commands}"]), NullLogger<Sandbox>.Instance);
        using Process process = sandbox.Start(heapBytes: 64 << 20);
        process.StandardInput.WriteLine("go");
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private sealed class BubblewrapFactAttribute : FactAttribute
    {
        public BubblewrapFactAttribute() => Skip = IsUsable() ? null : "bubblewrap is not installed or not permitted";

        private static bool IsUsable()
        {
            try
            {
                using Process process =
                    Process.Start(new ProcessStartInfo("bwrap", "--unshare-all --ro-bind / / true") { RedirectStandardError = true })!;
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
