using System.Runtime.InteropServices;
using JpegReducer.Cli.Tests.Running;

namespace JpegReducer.Cli.Tests;

/// <summary>The script at the root, in a tree whose program is the one that was built with these tests, and without an SDK in reach.</summary>
[Trait("Category", "Process")]
public sealed class ScriptTests : IAsyncLifetime
{
    private static readonly string[] Tools = ["bash", "cat", "dirname", "env", "find", "mktemp", "mkdir", "mv", "readlink", "rm", "touch"];
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("tree/jpegreducer")]
    [InlineData("link")]
    public async Task An_existing_build_runs_without_building_again(string script)
    {
        // A build would need the SDK, which is not there.
        EndedProgram ended = await _place.StartOther(_place[script.Split('/')], "reduce", "--help").WaitAsync();

        Assert.Contains("Exit codes:", ended.Expect(ExitCodes.Success).Output, StringComparison.Ordinal);
        Assert.Empty(ended.Errors);
    }

    [Theory]
    [InlineData("tree/src/Cli/Program.cs")]
    [InlineData("tree/global.json")]
    public async Task A_newer_source_needs_a_build_and_a_missing_SDK_is_reported(string source)
    {
        File.SetLastWriteTimeUtc(_place[source.Split('/')], DateTime.UtcNow.AddHours(1));

        EndedProgram ended = await _place.StartOther(_place["tree", "jpegreducer"], "--help").WaitAsync();

        ended.Expect(ExitCodes.Node);
        Assert.Contains("apt-get install -y dotnet-sdk-10.0", ended.Errors, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    public Task InitializeAsync()
    {
        foreach (string name in (string[])["jpegreducer", "global.json", "Directory.Build.props", "Directory.Packages.props"])
        {
            _place.Put($"tree/{name}", []);
            File.Copy(Path.Combine(Built.Root, name), _place["tree", name], overwrite: true);
        }

        _place.Put("tree/src/Cli/Program.cs", []);
        Directory.CreateDirectory(_place["tree", "artifacts", "publish", "Cli"]);
        Directory.CreateSymbolicLink(_place["tree", "artifacts", "publish", "Cli", "release"], Built.ProgramFolder);
        File.CreateSymbolicLink(_place["link"], _place["tree", "jpegreducer"]);
        _place.Put("tree/artifacts/built", []);

        Directory.CreateDirectory(_place["tools"]);
        string[] path = Environment.GetEnvironmentVariable("PATH")!.Split(':');
        foreach (string tool in Tools)
            File.CreateSymbolicLink(_place["tools", tool], path.Select(folder => Path.Combine(folder, tool)).First(File.Exists));
        _place.Environment["PATH"] = _place["tools"];
        _place.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();
}
