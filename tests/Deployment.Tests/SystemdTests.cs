using System.Text.RegularExpressions;

namespace JpegReducer.Deployment.Tests;

/// <summary>The systemd units.</summary>
public sealed class SystemdTests
{
    public static TheoryData<string> Units => [.. Repository.Files("eng/systemd", "*.service")];

    [Theory, MemberData(nameof(Units))]
    public void A_service_has_only_the_privileges_that_it_needs(string unit)
    {
        string[] lines = Repository.Read(unit).Split('\n');

        string[] hardening =
        [
            "DynamicUser=yes", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "AmbientCapabilities=", "ProtectSystem=strict",
            "ProtectHome=yes", "PrivateTmp=yes",
            "PrivateDevices=yes", "PrivateUsers=yes", "ProtectClock=yes", "ProtectHostname=yes", "ProtectKernelLogs=yes",
            "ProtectKernelModules=yes",
            "ProtectKernelTunables=yes", "ProtectControlGroups=yes", "ProtectProc=invisible", "RemoveIPC=yes", "RestrictNamespaces=yes",
            "RestrictRealtime=yes",
            "RestrictSUIDSGID=yes", "LockPersonality=yes", "UMask=0077", "SystemCallArchitectures=native",
            "SystemCallFilter=@system-service",
            "SystemCallFilter=~@privileged", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK",
            "IPAddressDeny=link-local multicast",
        ];
        Assert.Empty(hardening.Except(lines));
        Assert.DoesNotContain("MemoryDenyWriteExecute=yes", lines); // .NET could not start
    }

    [Theory, MemberData(nameof(Units))]
    public void A_service_runs_our_program_and_is_restarted_unless_a_setting_is_invalid(string unit)
    {
        string text = Repository.Read(unit);

        string program =
            Regex.Match(text, @"^ExecStart=/opt/jpegreducer/(?:\w+/)?JpegReducer\.(\w+)$", RegexOptions.Multiline).Groups[1].Value;
        Assert.Contains("<OutputType>Exe</OutputType>", Repository.Read($"src/{program}/{program}.csproj"), StringComparison.Ordinal);
        Assert.Contains("\nRestart=on-failure\n", text, StringComparison.Ordinal);
        Assert.Contains("\nRestartPreventExitStatus=78\n", text, StringComparison.Ordinal);
        Assert.Matches(@"ConfigurationError = 78\b", Repository.Read("src/Hosting/Nodes/ExitCodes.cs"));
    }

    [Theory, MemberData(nameof(Units))]
    public void A_service_gets_more_time_to_stop_than_the_program_needs(string unit)
    {
        string text = Repository.Read(unit);
        int seconds = int.Parse(Regex.Match(text, @"^TimeoutStopSec=(\d+)$", RegexOptions.Multiline).Groups[1].Value);

        const int ShutdownTimeoutOfDotNet = 30;
        double takes = text.Contains("JpegReducer.Silo", StringComparison.Ordinal) ? Repository.DrainTimeout.TotalSeconds
            : ShutdownTimeoutOfDotNet;
        Assert.True(seconds > takes);
    }

    [Theory, MemberData(nameof(Units))]
    public void Systemd_rates_the_exposure_as_low(string unit)
    {
        // Of 100. The rest is the network, the JIT compiler and setpriority.
        const string Most = "15";
        string path = Path.Combine(Repository.Root, unit);

        if (Tool.TryRun("systemd-analyze", "security", "--offline=true", $"--threshold={Most}", path) is not { } exposure) return;

        Assert.True(exposure.ExitCode == 0, exposure.Output + exposure.Error);
    }
}
