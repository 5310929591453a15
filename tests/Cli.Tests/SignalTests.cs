using System.Net;
using System.Net.Sockets;
using JpegReducer.Cli.Tests.Running;
using JpegReducer.Support.Images;

namespace JpegReducer.Cli.Tests;

/// <summary>Ctrl-C and SIGTERM end every command wherever it stands: each of these would otherwise never end, or not for minutes.</summary>
[Trait("Category", "Process")]
public sealed class SignalTests : IAsyncLifetime
{
    /// <summary>In place of the node's program: says that it runs, and neither listens nor ends when told to.</summary>
    private static readonly byte[] StubbornNode =
    [
        .. "#!/bin/bash\ntrap '' TERM INT\n"u8,
        .. "echo $$ >started.new\nmv started.new started\nexec sleep 600 >/dev/null\n"u8,
    ];

    private readonly Workplace _place = new();

    [Fact]
    public void The_time_limits_add_up_to_the_documented_two_seconds()
    {
        Assert.InRange(Interruption.Limit + Interruption.CleanUpLimit, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.InRange(Interruption.DrainLimit, TimeSpan.Zero, Interruption.Limit);
    }

    [Theory]
    [InlineData("TERM", ExitCodes.Terminated)]
    [InlineData("INT", ExitCodes.Interrupted)]
    public async Task Submit_ends_while_it_waits_for_a_list_from_a_pipe(string signal, int exitCode)
    {
        await _place.ShellAsync("mkfifo list");
        RunningProgram running = _place.Start("submit", "--url-list", "list");
        await using FileStream writer = await Task.Run(() => File.OpenWrite(_place["list"])); // returns when the program reads

        await EndsAsync(running, signal, exitCode);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("submit", "a.jpg")]
    public async Task A_command_ends_while_it_waits_for_a_server_that_never_responds(params string[] command)
    {
        _place.Put("a.jpg", TestImages.Photo(64, 48));
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        RunningProgram running = _place.Start([.. command, "--server", $"http://{silent.LocalEndpoint}", "--key", "any"]);
        using TcpClient client = await silent.AcceptTcpClientAsync();

        await EndsAsync(running, "TERM", ExitCodes.Terminated);
    }

    [Theory]
    [InlineData("TERM", ExitCodes.Terminated)]
    [InlineData("INT", ExitCodes.Interrupted)]
    public async Task Submit_ends_while_it_waits_for_a_node_that_hangs_at_start(string signal, int exitCode)
    {
        _place.Put("a.jpg", TestImages.Photo(64, 48));
        _place.Put("node", StubbornNode);
        await _place.ShellAsync("chmod +x node");
        _place.Environment["JPEGREDUCER_NODE"] = _place["node"];
        RunningProgram running = _place.Start("submit", "a.jpg");
        await Until(() => File.Exists(_place["started"]));

        await EndsAsync(running, signal, exitCode);

        string node = (await File.ReadAllTextAsync(_place["started"])).Trim();
        await Until(() => !Directory.Exists($"/proc/{node}") || File.ReadAllText($"/proc/{node}/stat").Contains(") Z", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("TERM", ExitCodes.Terminated)]
    [InlineData("INT", ExitCodes.Interrupted)]
    public async Task Reduce_ends_during_its_work_and_leaves_no_partial_file(string signal, int exitCode)
    {
        string path = _place.Put("a.jpg", TestImages.Photo(4000, 3000));
        RunningProgram running = _place.Start("reduce", "a.jpg", "--output", "out.jpg", "--effort", "thorough");
        await running.UntilBusyWithAsync(path);

        await EndsAsync(running, signal, exitCode);

        Assert.Equal(["a.jpg"], _place.FilesIn("."));
    }

    [Fact]
    public async Task Compare_ends_during_its_work()
    {
        string path = _place.Put("a.jpg", TestImages.Photo(8000, 6000)); // seconds
        RunningProgram running = _place.Start("compare", "a.jpg", "a.jpg");
        await running.UntilBusyWithAsync(path);

        EndedProgram ended = await EndsAsync(running, "INT", ExitCodes.Interrupted);

        Assert.Empty(ended.Output);
    }

    [Fact]
    public async Task Reduce_ends_while_its_report_is_not_read()
    {
        foreach (int number in Enumerable.Range(0, 600)) _place.Put($"photos/{number}{new string('n', 200)}", [1]);
        RunningProgram running = _place.Start("reduce", "photos", "--output", "out", "--json"); // its pipe is soon full
        await Until(() => File.ReadAllText($"/proc/{running.Id}/wchan").Contains("pipe", StringComparison.Ordinal)
            || Directory.GetDirectories($"/proc/{running.Id}/task").Any(
                task => File.ReadAllText($"{task}/wchan").Contains("pipe_write", StringComparison.Ordinal)));

        await running.SignalAsync("TERM");
        await running.ExitedAsync();

        (await running.WaitAsync()).Expect(ExitCodes.Terminated);
    }

    [Fact]
    public async Task A_second_signal_ends_the_up_command_and_its_node_immediately()
    {
        _place.Put("node",
        [
            .. "#!/bin/bash\ntrap 'touch told' TERM\necho $$ >started.new\nmv started.new started\n"u8,
            .. "for i in {1..6000}; do sleep 0.1; done\n"u8,
        ]);
        await _place.ShellAsync("chmod +x node");
        _place.Environment["JPEGREDUCER_NODE"] = _place["node"];
        RunningProgram running = _place.Start("up");
        await Until(() => File.Exists(_place["started"]));
        await running.SignalAsync("TERM");
        await Until(() => File.Exists(_place["told"])); // which it takes as a sign to drain, and goes on
        await running.SignalAsync("TERM");

        (await running.WaitAsync()).Expect(ExitCodes.Terminated);

        string node = (await File.ReadAllTextAsync(_place["started"])).Trim();
        await Until(() => !Directory.Exists($"/proc/{node}") || File.ReadAllText($"/proc/{node}/stat").Contains(") Z", StringComparison.Ordinal));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();

    private static async Task<EndedProgram> EndsAsync(RunningProgram running, string signal, int exitCode)
    {
        await running.SignalAsync(signal);
        return (await running.WaitAsync()).Expect(exitCode);
    }

    private static async Task Until(Func<bool> isSo)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (!isSo()) await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
    }
}
