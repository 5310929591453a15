using System.Diagnostics;
using JpegReducer.Cli.Tests.Running;
using JpegReducer.Support.Images;

namespace JpegReducer.Cli.Tests;

/// <summary><c>submit</c> where no node runs: one is started for the run, and ends with it, however that ends.</summary>
[Trait("Category", "Process")]
public sealed class OwnNodeTests : IAsyncLifetime
{
    private const int Many = 150;
    private readonly Workplace _place = new();

    [Fact]
    public async Task A_node_is_started_for_the_run_and_stopped_with_it()
    {
        _place.Put("photos/a.jpg", TestImages.Photo());

        EndedProgram ended = (await _place.RunAsync("submit", "photos", "--out", "out")).Expect(ExitCodes.Success);

        Assert.Contains("A node was started for this run", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(["a.jpg"], _place.FilesIn("out"));
        Assert.False(File.Exists(Path.Combine(_place.Data, "node.json")));
        (await _place.RunAsync("status")).Expect(ExitCodes.Node);
    }

    [Theory]
    [InlineData("INT", ExitCodes.Interrupted)]
    [InlineData("TERM", ExitCodes.Terminated)]
    public async Task A_signal_drains_the_node_and_the_same_command_can_run_again(string signal, int exitCode)
    {
        byte[] photo = TestImages.Photo(480, 360);
        foreach (int number in Enumerable.Range(0, Many)) _place.Put($"photos/{number}.jpg", photo);

        // In a group of its own, which gets the signal as a whole: as from a terminal, the node too.
        RunningProgram running = _place.StartOther("setsid", Built.Program, "submit", "photos", "--out", "out", "--json");
        await running.ReadLineAsync(line => line.Contains("\"reduced\"", StringComparison.Ordinal));
        using Process node = _place.NodeProcess();
        await running.SignalAsync(signal, toGroup: true);
        EndedProgram ended = (await running.WaitAsync()).Expect(exitCode);

        Assert.True(node.HasExited);
        Assert.Contains("was cancelled", ended.Errors, StringComparison.Ordinal);
        string[] reduced = [.. ended.Reports.Where(report => report.GetProperty("outcome").GetString() is "reduced").Select(
            report => Path.GetFileName(report.GetProperty("output").GetString()!))];
        Assert.InRange(reduced.Length, 1, Many - 1);
        Assert.Equal(reduced.Order(StringComparer.Ordinal), _place.FilesIn("out"));

        (await _place.RunAsync("submit", "photos", "--out", "out")).Expect(ExitCodes.Success);

        Assert.Equal(Many, _place.FilesIn("out").Length);
        Assert.Single(_place.FilesIn("out").Select(file => Convert.ToHexString(File.ReadAllBytes(_place["out", file]))).Distinct());
    }

    [Fact]
    public async Task A_killed_run_leaves_no_node_running()
    {
        foreach (int number in Enumerable.Range(0, Many)) _place.Put($"photos/{number}.jpg", TestImages.Photo(64, 48, number));
        RunningProgram running = _place.Start("submit", "photos", "--out", "out", "--json");
        await running.ReadLineAsync(line => line.Contains("outcome", StringComparison.Ordinal));
        TaskCompletionSource gone = new();
        using FileSystemWatcher watcher = new(_place.Data, "node.json");
        watcher.Deleted += (_, _) => gone.TrySetResult();
        watcher.EnableRaisingEvents = true;

        await running.SignalAsync("KILL");

        await gone.Task.WaitAsync(TimeSpan.FromMinutes(1)); // what a node does first when it drains
        Assert.False(File.Exists(Path.Combine(_place.Data, "node.json")));
    }

    [Fact]
    public async Task A_node_that_cannot_start_has_its_error_reported_by_the_run()
    {
        _place.Put("a.jpg", TestImages.Photo());
        _place.Put("file", [1]);

        (await _place.RunAsync("submit", "a.jpg", "--data", "file")).ExpectSentence(ExitCodes.Settings, _place["file"]);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();
}
