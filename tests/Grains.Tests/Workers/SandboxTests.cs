using System.Diagnostics;
using JpegReducer.Grains.Workers.Isolation;
using Microsoft.Extensions.Logging.Abstractions;

namespace JpegReducer.Grains.Tests.Workers;

public sealed class SandboxTests
{
    private const string Secret = "JPEGREDUCER_TEST_SECRET";

    [Fact]
    public void No_secret_of_the_nodes_environment_gets_in()
    {
        Environment.SetEnvironmentVariable(Secret, "geheim");

        string environment = Run("env");

        Assert.DoesNotContain(Secret, environment, StringComparison.Ordinal);
        Assert.Contains("DOTNET_GCHeapHardLimit=4000000", environment, StringComparison.Ordinal);
    }

    [BubblewrapFact]
    public void Within_bubblewrap_there_are_no_files_of_others_no_network_and_no_other_processes()
    {
        string seen = Run("ls -d /home /var /root /etc/passwd 2>/dev/null; ls /sys/class/net /proc/sys/net/ipv4/conf 2>/dev/null | grep eth; ls -d /proc/[0-9]* | wc -l");

        Assert.InRange(int.Parse(seen, provider: null), 1, 6);
    }

    [BubblewrapFact]
    public void Within_bubblewrap_nothing_can_be_written_but_what_is_gone_with_it()
    {
        string refused = Run($"touch /usr/x {AppContext.BaseDirectory}/x 2>/dev/null && echo written; touch /tmp/x && echo scratch");

        Assert.Equal("scratch", refused.Trim());
        Assert.False(File.Exists("/tmp/x"));
    }

    /// <summary>What shell commands print. As the real program does, the script ends at once where it is asked nothing.</summary>
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
        public BubblewrapFactAttribute() => Skip = IsUsable() ? null : "bubblewrap is missing here or not permitted";

        private static bool IsUsable()
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo("bwrap", "--unshare-all --ro-bind / / true") { RedirectStandardError = true })!;
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
