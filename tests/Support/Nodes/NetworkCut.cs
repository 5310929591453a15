using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace JpegReducer.Support.Nodes;

/// <summary>Drops everything that a process sends, also on this machine, until disposal (nftables).</summary>
public sealed class NetworkCut : IDisposable
{
    /// <summary>Packets are selected by the group of the sending process, which is used by no other.</summary>
    private const int Group = 47_119;

    private static readonly string Table = string.Create(CultureInfo.InvariantCulture, $"jpegreducer_{Environment.ProcessId}");

    private NetworkCut()
    {
        Run("nft", "add", "table", "inet", Table);
        Run("nft", "add", "chain", "inet", Table, "out", "{ type filter hook output priority 0; }");
        Run("nft", "add", "rule", "inet", Table, "out", "meta", "skgid", Group.ToString(CultureInfo.InvariantCulture), "drop");
    }

    /// <summary>The launcher of a program whose network can be cut.</summary>
    public static IReadOnlyList<string> Launcher { get; } = [
        "setpriv", string.Create(CultureInfo.InvariantCulture, $"--regid={Group}"), "--clear-groups", "--"];

    /// <summary>Cuts the network of processes started by <see cref="Launcher"/>.</summary>
    public static NetworkCut Start() => new();

    /// <inheritdoc/>
    public void Dispose() => TryRun("nft", "delete", "table", "inet", Table);

    /// <summary>Whether this user may cut networks.</summary>
    public static bool IsPossible() => TryRun(Launcher[0], [.. Launcher.Skip(1), "true"]) && TryRun("nft", "list", "tables");

    private static void Run(string program, params string[] arguments)
    {
        if (!TryRun(program, arguments)) throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' failed.");
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that cuts a network, and so needs nftables and permission to use it.</summary>
public sealed class NetworkCutFactAttribute : FactAttribute
{
    private static readonly bool IsPossible = NetworkCut.IsPossible();

    public NetworkCutFactAttribute()
    {
        if (!IsPossible) Skip = "This user may not cut networks (nftables, setpriv).";
    }
}
