using System.Net;
using System.Net.Sockets;
using JpegReducer.Cli.Tests.Running;

namespace JpegReducer.Cli.Tests;

[Trait("Category", "Process")]
public sealed class UpTests : IAsyncLifetime
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly Workplace _place = new();

    [Fact]
    public async Task The_first_start_shows_the_key_the_second_its_path_and_a_second_node_does_not_start()
    {
        RunningProgram first = _place.Start("up", "--listen", "http://127.0.0.1:0");
        await first.ReadLineAsync(line => line.StartsWith("Ctrl-C", StringComparison.Ordinal));
        string key = (await File.ReadAllTextAsync(Path.Combine(_place.Data, "cli-key"))).Trim();
        await first.SignalAsync("TERM");
        EndedProgram firstEnded = (await first.WaitAsync()).Expect(ExitCodes.Success);

        Assert.Equal(2, firstEnded.Output.Split(key).Length);
        Assert.Contains($"data        {_place.Data}", firstEnded.Output, StringComparison.Ordinal);
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, new DirectoryInfo(_place.Data).UnixFileMode);
        Assert.Equal(OwnerOnly, new FileInfo(Path.Combine(_place.Data, "cli-key")).UnixFileMode);

        RunningProgram second = _place.Start("up", "--listen", "http://127.0.0.1:0");
        await second.ReadLineAsync(line => line.StartsWith("Ctrl-C", StringComparison.Ordinal));
        (await _place.RunAsync("up", "--listen", "http://127.0.0.1:0")).ExpectSentence(ExitCodes.Settings, $"'{_place.Data}' is in use by process");
        (await _place.RunAsync("status")).Expect(ExitCodes.Success); // the refused one took nothing from the other
        await second.SignalAsync("INT");
        EndedProgram secondEnded = (await second.WaitAsync()).Expect(ExitCodes.Success);

        Assert.DoesNotContain(key, secondEnded.Output, StringComparison.Ordinal);
        Assert.Contains("cli-key", secondEnded.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_reported_with_its_number()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();

        EndedProgram ended = await _place.RunAsync("up", "--listen", $"http://{other.LocalEndpoint}");

        ended.ExpectSentence(ExitCodes.Settings, $"http://{other.LocalEndpoint} is used by another program");
    }

    [Theory]
    [InlineData("here")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://192.0.2.1:8080")] // TEST-NET-1 (RFC 5737): no machine's own
    [InlineData("http://some-name:8080")] // Kestrel takes a name for every interface
    [InlineData("http://*:8080")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://127.0.0.1:8080/path")]
    [InlineData("http://localhost:0")]
    [InlineData("https://127.0.0.1:8443")]
    [InlineData("http://unix:/tmp/socket")]
    public async Task An_address_that_cannot_be_bound_is_reported(string address) =>
        (await _place.RunAsync("up", "--listen", address)).ExpectSentence(ExitCodes.Settings, address);

    [Fact]
    public async Task An_invalid_node_setting_ends_the_command_with_the_message_and_exit_code_of_the_node()
    {
        _place.Environment["Worker__Slots"] = "four";

        (await _place.RunAsync("up", "--listen", "http://127.0.0.1:0")).ExpectSentence(
            ExitCodes.Settings, "Worker:Slots is 'four', but it must be a whole number");
    }

    [Fact]
    public async Task A_missing_node_program_is_reported_with_its_path()
    {
        _place.Environment["JPEGREDUCER_NODE"] = "/nowhere/node";

        (await _place.RunAsync("up", "--listen", "http://127.0.0.1:0")).ExpectSentence(ExitCodes.Settings, "JPEGREDUCER_NODE is /nowhere/node");
    }

    [Theory]
    [InlineData("file")]
    [InlineData("/proc/self/data")]
    public async Task A_read_only_data_folder_is_reported_with_its_path(string folder)
    {
        _place.Put("file", [1]);

        (await _place.RunAsync("up", "--listen", "http://127.0.0.1:0", "--data", folder)).ExpectSentence(ExitCodes.Settings, folder);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();
}
